using Pipeline.Stages.Catalog;
using Pipeline.Stages.Feature;

namespace Pipeline.Functions.Pipelines;

/// <summary>Registers what pipelines are made of.</summary>
internal static class PipelineServices
{
    public static IServiceCollection AddPipelines(this IServiceCollection services) => services
        .AddSingleton<PipelineStore>()
        .AddSingleton(_ => new PipelineDocuments(StageTypeSchemas.All))
        .AddSingleton<IChildPipelines, StoredChildPipelines>()
        .AddSingleton<IRunViewers, StoredRunViewers>()
        .AddSingleton<PipelineRuns>();
}
