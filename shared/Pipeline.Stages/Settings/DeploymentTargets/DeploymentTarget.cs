using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Definitions;

namespace Pipeline.Stages.Settings.DeploymentTargets;

/// <summary>A Kubernetes cluster that stages deploy to.</summary>
public sealed record DeploymentTarget : ICheckedSetting
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "deployment-targets";

    /// <summary>The kind's line in the catalog.</summary>
    public static SettingKind Kind { get; } = new()
    {
        Name = KindName,
        Title = "deployment target",
        KoreanTitle = "배포 대상",
        Input = SettingsJson.Default.DeploymentTarget,
        Connect = services => new DeploymentTargetConnection(services.GetRequiredService<ClusterClients>()),
    };

    /// <summary>How the cluster is reached.</summary>
    public required DeploymentTargetAccess Access { get; init; }

    /// <summary>
    /// A kubeconfig (YAML or JSON) that holds what it needs: certificates and keys as <c>…-data</c>, tokens. Files, credential plug-ins and
    /// unverified servers are refused unless this installation allows them.
    /// </summary>
    [SecretValue]
    public string? Kubeconfig { get; init; }

    /// <summary>The kubeconfig's context; left out: its current one.</summary>
    [SecretReceiver]
    public string? Context { get; init; }

    /// <summary>The API server's address of an AKS cluster, for example <c>https://shop-dns-1a2b3c.hcp.koreacentral.azmk8s.io</c>.</summary>
    public Uri? Server { get; init; }

    /// <summary>The certificate authority of an AKS cluster: PEM, or as a kubeconfig has it in <c>certificate-authority-data</c>.</summary>
    public string? CertificateAuthorityData { get; init; }

    /// <summary>The client id of the user-assigned managed identity that AKS is called as; left out: the system-assigned one.</summary>
    public string? ClientId { get; init; }

    /// <summary>The Microsoft Entra tenant that knows the identity; left out: its own.</summary>
    public string? TenantId { get; init; }

    /// <summary>The only namespaces that stages may read and change; empty: all, and objects without a namespace.</summary>
    public IReadOnlyList<string> Namespaces { get; init => field = value ?? []; } = []; // left out, the deserializer sets null

    /// <summary>The namespace of objects that name none; left out: the context's, the only allowed one, or <c>default</c>.</summary>
    public string? DefaultNamespace { get; init; }

    /// <summary>Whether stages may change nothing there; looking, testing and plans are allowed.</summary>
    public bool IsReadOnly { get; init; }

    /// <inheritdoc/>
    public IEnumerable<SettingFault> Check() => DeploymentTargetFaults.Of(this);

    /// <summary>What stages may do there.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="contextNamespace">The namespace that the description of the cluster names; null: none.</param>
    internal DeploymentTargetRules RulesFor(string name, string? contextNamespace) => new()
    {
        Target = name,
        Namespaces = Namespaces,
        DefaultNamespace = DefaultNamespace
            ?? (contextNamespace is not null && (Namespaces.Count == 0 || Namespaces.Contains(contextNamespace)) ? contextNamespace : Namespaces is [var only] ? only : "default"),
        IsReadOnly = IsReadOnly,
    };
}

/// <summary>How a cluster is reached.</summary>
[JsonConverter(typeof(NamedValueConverter<DeploymentTargetAccess>))]
public enum DeploymentTargetAccess
{
    /// <summary>By a kubeconfig.</summary>
    [JsonStringEnumMemberName("kubeconfig")] Kubeconfig,

    /// <summary>The cluster that this installation itself runs in, as the service account that it was given there.</summary>
    [JsonStringEnumMemberName("inCluster")] InCluster,

    /// <summary>Azure Kubernetes Service, as this installation's identity in Microsoft Entra.</summary>
    [JsonStringEnumMemberName("aks")] Aks,
}
