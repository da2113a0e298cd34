using Pipeline.Connectors.Helm.Programs;
using Pipeline.Connectors.Http;
using Pipeline.Durable;
using Pipeline.Durable.Embedded;
using Pipeline.Durable.FunctionsHost;
using Pipeline.Durable.Serialization;
using Pipeline.Functions.Orchestrations;
using Pipeline.Functions.Settings;
using Pipeline.Stages.Catalog;

namespace Pipeline.Functions.Hosting;

/// <summary>Registers what carries runs: their records, orchestrations and activities, and the engine below them.</summary>
internal static class RunServices
{
    /// <param name="services">The server's.</param>
    /// <param name="options">Say who runs orchestrations, and which outgoing calls are allowed.</param>
    /// <param name="ownershipLost">Signalled when the storage is, or soon may be, another process's.</param>
    /// <exception cref="StartupException">A setting of outgoing calls cannot be read; the message names it.</exception>
    public static IServiceCollection AddRunEngine(this IServiceCollection services, ServerOptions options, CancellationToken ownershipLost)
    {
        var outbound = ReadOutbound(options.Configuration);
        var registry = new DurableTaskRegistry().AddRuns(StageCatalog.All);
        var converter = new JsonDataConverter(OrchestrationJson.Default);
        services
            .AddSingleton(outbound)
            .AddSingleton(RenderingOptions.From(options.Configuration.GetSection(RenderingOptions.Section)))
            .AddSingleton(provider => new OutboundHttp(outbound, provider.GetRequiredService<TimeProvider>()))
            .AddDeploymentTargets(options, outbound)
            .AddRuns(StageCatalog.All);
        return options.Mode is HostingMode.Functions
            ? services.AddFunctionsDurableTask(registry, converter)
            : services.AddEmbeddedDurableTask(registry, converter, new EmbeddedDurableTaskOptions { OwnershipLost = ownershipLost }).AddRunSweeper();
    }

    private static OutboundHttpOptions ReadOutbound(IConfiguration configuration)
    {
        try
        {
            return OutboundHttpOptions.From(configuration.GetSection(OutboundHttpOptions.Section));
        }
        catch (FormatException exception)
        {
            throw new StartupException(exception.Message, exception);
        }
    }
}
