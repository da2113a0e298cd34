using Pipeline.Connectors.Http;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Connectors.Kubernetes.Connections;
using Pipeline.Functions.Hosting;
using Pipeline.Stages.Clusters;
using Pipeline.Stages.Clusters.Kubernetes;
using Pipeline.Stages.Deploy.Manifests;
using Pipeline.Stages.Runs;
using Pipeline.Stages.Settings.DeploymentTargets;
using Pipeline.Storage.Azure;

namespace Pipeline.Functions.Settings;

/// <summary>Registers what reaches the clusters that settings describe.</summary>
internal static class DeploymentTargetServices
{
    /// <exception cref="StartupException">A setting of how clusters may be reached cannot be read; the message names it.</exception>
    public static IServiceCollection AddDeploymentTargets(this IServiceCollection services, ServerOptions options, OutboundHttpOptions outbound)
    {
        var access = Read(options.Configuration);
        return services
            .AddSingleton(provider => new ClusterConnections(
                access, name => options.Configuration[name], clientId => AzureIdentity.Of(options.Configuration, clientId), provider.GetRequiredService<TimeProvider>()))
            .AddSingleton(provider => new ClusterClients(
                provider.GetRequiredService<ClusterConnections>(), new KubernetesClientOptions { Outbound = outbound }, provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<ManifestSnapshots>()
            .AddSingleton<IRunRecords>(static provider => provider.GetRequiredService<ManifestSnapshots>())
            .AddSingleton<IDeploymentTargets, DeploymentTargets>()
            .AddSingleton<VersionReservations>()
            .AddSingleton<IServerGroupProvider, KubernetesServerGroupProvider>();
    }

    private static ClusterAccessOptions Read(IConfiguration configuration)
    {
        try
        {
            return ClusterAccessOptions.From(configuration.GetSection(ClusterAccessOptions.Section));
        }
        catch (FormatException exception)
        {
            throw new StartupException(exception.Message, exception);
        }
    }
}
