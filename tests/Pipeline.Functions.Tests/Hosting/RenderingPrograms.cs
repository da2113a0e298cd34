using Microsoft.Extensions.Configuration;
using Pipeline.Connectors.Helm.Programs;
using Pipeline.Testing.Servers;

namespace Pipeline.Functions.Tests.Hosting;

/// <summary>Servers of tests render with the helm and kubectl that npm brings; where it brings none, with those on the PATH.</summary>
internal static class RenderingPrograms
{
    /// <summary>A server's configuration with the programs.</summary>
    public static IConfiguration In(IConfiguration configuration) => new ConfigurationBuilder()
        .AddConfiguration(configuration)
        .AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"{RenderingOptions.Section}:Helm"] = KubectlLayer.TryHelm,
            [$"{RenderingOptions.Section}:Kubectl"] = KubectlLayer.TryKubectl,
        })
        .Build();
}
