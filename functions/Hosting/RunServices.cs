using Pipeline.Connectors.Http;
using Pipeline.Durable;
using Pipeline.Durable.Embedded;
using Pipeline.Durable.Serialization;
using Pipeline.Functions.Orchestrations;
using Pipeline.Stages.Catalog;

namespace Pipeline.Functions.Hosting;

/// <summary>Registers what carries runs: their records, orchestrations and activities, and the engine below them.</summary>
internal static class RunServices
{
    public static IServiceCollection AddRunEngine(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(provider => new OutboundHttp(OutboundHttpOptions.From(configuration), provider.GetRequiredService<TimeProvider>()))
        .AddRuns(StageCatalog.All)
        .AddEmbeddedDurableTask(new DurableTaskRegistry().AddRuns(StageCatalog.All), new JsonDataConverter(OrchestrationJson.Default))
        .AddRunSweeper();
}
