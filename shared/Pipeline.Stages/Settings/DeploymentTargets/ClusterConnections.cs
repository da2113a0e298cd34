using Azure.Core;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Connectors.Kubernetes.Connections;
using Pipeline.Connectors.Kubernetes.Connections.Kubeconfigs;

namespace Pipeline.Stages.Settings.DeploymentTargets;

/// <summary>How the clusters are reached that settings describe, as far as this installation allows what they ask for.</summary>
/// <param name="options">What they may ask for.</param>
/// <param name="variable">Reads this server's environment, which tells a pod of its cluster.</param>
/// <param name="identity">This server's identity in Microsoft Entra, by the client id of a user-assigned one, or null.</param>
/// <param name="time">Decides when credentials have had their time.</param>
public sealed class ClusterConnections(ClusterAccessOptions options, Func<string, string?> variable, Func<string?, TokenCredential> identity, TimeProvider time)
{
    /// <summary>The connection of a setting.</summary>
    /// <exception cref="KubernetesException">It cannot be used here (<see cref="KubernetesFailure.Misconfigured"/>); the message says what to do.</exception>
    public ClusterConnection Of(DeploymentTarget setting) => setting.Access switch
    {
        DeploymentTargetAccess.InCluster => ServiceAccountConnection.Of(options, variable, time),
        DeploymentTargetAccess.Aks => AksConnection.Of(setting.Server!, setting.CertificateAuthorityData, identity(setting.ClientId), setting.TenantId, options, time),
        _ => KubeconfigConnection.Of(Kubeconfig.Read(setting.Kubeconfig ?? ""), setting.Context, options, time),
    };
}
