using System.Text.RegularExpressions;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Connectors.Kubernetes.Connections.Kubeconfigs;

namespace Pipeline.Stages.Settings.DeploymentTargets;

/// <summary>What is wrong with a deployment target, as far as can be said without calling it.</summary>
internal static partial class DeploymentTargetFaults
{
    public static IEnumerable<SettingFault> Of(DeploymentTarget target) => AccessFaults(target).Concat(NamespaceFaults(target));

    private static IEnumerable<SettingFault> AccessFaults(DeploymentTarget target)
    {
        (string Field, bool IsGiven, DeploymentTargetAccess Access)[] fields =
        [
            ("kubeconfig", target.Kubeconfig is not null, DeploymentTargetAccess.Kubeconfig),
            ("context", target.Context is not null, DeploymentTargetAccess.Kubeconfig),
            ("server", target.Server is not null, DeploymentTargetAccess.Aks),
            ("certificateAuthorityData", target.CertificateAuthorityData is not null, DeploymentTargetAccess.Aks),
            ("clientId", target.ClientId is not null, DeploymentTargetAccess.Aks),
            ("tenantId", target.TenantId is not null, DeploymentTargetAccess.Aks),
        ];
        foreach (var (field, _, access) in fields.Where(field => field.IsGiven && field.Access != target.Access))
            yield return new(field, $"This belongs to access {NameOf(access)}, not to {NameOf(target.Access)}: leave it out.");

        if (target.Access is DeploymentTargetAccess.Kubeconfig && KubeconfigFault(target) is { } fault)
            yield return fault;
        if (target.Access is DeploymentTargetAccess.Aks && target.Server is not { IsAbsoluteUri: true, Scheme: "https", UserInfo: "", Query: "" })
            yield return new("server", "Write the API server's https address, for example https://shop-dns-1a2b3c.hcp.koreacentral.azmk8s.io (az aks show --query fqdn).");
    }

    private static SettingFault? KubeconfigFault(DeploymentTarget target)
    {
        if (string.IsNullOrWhiteSpace(target.Kubeconfig))
            return new("kubeconfig", "Paste the kubeconfig (kubectl config view --raw --minify --flatten).");
        try
        {
            Kubeconfig.Read(target.Kubeconfig).Check(target.Context);
            return null;
        }
        catch (KubernetesException exception)
        {
            return new(target.Context is null ? "kubeconfig" : "context", exception.Message);
        }
    }

    private static IEnumerable<SettingFault> NamespaceFaults(DeploymentTarget target)
    {
        foreach (var name in target.Namespaces.Where(static name => !IsNamespace(name)))
            yield return new("namespaces", $"'{name}' cannot be the name of a namespace: lower-case letters, digits and hyphens, at most 63.");
        if (target.DefaultNamespace is not { } fallback)
            yield break;
        if (!IsNamespace(fallback))
            yield return new("defaultNamespace", $"'{fallback}' cannot be the name of a namespace: lower-case letters, digits and hyphens, at most 63.");
        else if (target.Namespaces.Count > 0 && !target.Namespaces.Contains(fallback))
            yield return new("defaultNamespace", $"'{fallback}' is not among the allowed namespaces {string.Join(", ", target.Namespaces)}.");
    }

    private static bool IsNamespace(string name) => name.Length <= 63 && DnsLabel().IsMatch(name);

    private static string NameOf(DeploymentTargetAccess access) => access switch
    {
        DeploymentTargetAccess.InCluster => "inCluster",
        DeploymentTargetAccess.Aks => "aks",
        _ => "kubeconfig",
    };

    // RFC 1123, as the API server checks it.
    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex DnsLabel();
}
