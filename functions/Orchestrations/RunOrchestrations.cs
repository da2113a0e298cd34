using Microsoft.Extensions.DependencyInjection.Extensions;
using Pipeline.Durable;
using Pipeline.Functions.Activities;
using Pipeline.Stages.Artifacts;
using Pipeline.Stages.Build.BakeManifest;
using Pipeline.Stages.Catalog;
using Pipeline.Stages.Concurrency;
using Pipeline.Stages.Deployments;
using Pipeline.Stages.Feature;
using Pipeline.Stages.Kernel;
using Pipeline.Stages.Observability;
using Pipeline.Stages.Runs;
using Pipeline.Stages.Starts;

namespace Pipeline.Functions.Orchestrations;

/// <summary>Registers everything that carries runs.</summary>
public static class RunOrchestrations
{
    /// <summary>The version with which new runs start. An older one stays registered while a run needs it.</summary>
    public const string Version = "1";

    /// <summary>The orchestrations, and an activity for each stage type.</summary>
    public static DurableTaskRegistry AddRuns(this DurableTaskRegistry registry, IEnumerable<Stages.StageType> types)
    {
        registry
            .AddOrchestrator(RunOrchestration.Pipeline, Version, static _ => new RunPipeline())
            .UseVersion(RunOrchestration.Pipeline, Version)
            .AddOrchestrator(RunOrchestration.Stage, Version, static _ => new RunStage())
            .UseVersion(RunOrchestration.Stage, Version)
            .AddActivity(RunActivities.LoadRunPlan, static services => Make<LoadRunPlanActivity>(services))
            .AddActivity(RunActivities.CompleteRun, static services => Make<CompleteRunActivity>(services))
            .AddActivity(RunActivities.RecordPause, static services => Make<RecordPauseActivity>(services))
            .AddActivity(RunActivities.HaltRun, static services => Make<HaltRunActivity>(services))
            .AddActivity(StageActivities.Unknown, static services => Make<StageActivity>(services));
        foreach (var type in types)
            registry.AddActivity(type.ActivityName, static services => Make<StageActivity>(services));
        return registry;
    }

    /// <summary>
    /// What runs need of the container. The server adds <see cref="ISecrets"/>, <see cref="IChildPipelines"/> and <see cref="IRunViewers"/>, a storage, and a durable
    /// backend over <see cref="AddRuns(DurableTaskRegistry, IEnumerable{Stages.StageType})"/>.
    /// </summary>
    public static IServiceCollection AddRuns(this IServiceCollection services, IEnumerable<Stages.StageType> types)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => new RunMeter());
        services.TryAddSingleton(new RunCensusOptions());
        return services
            .AddSingleton(new StageTypes(types))
            .AddSingleton<RunStore>()
            .AddSingleton<StageLogs>()
            .AddSingleton<ArtifactContents>()
            .AddSingleton<BakeStore>()
            .AddSingleton<IRunRecords>(static provider => provider.GetRequiredService<BakeStore>())
            .AddSingleton<IRunRecords>(static provider => provider.GetRequiredService<StageLogs>())
            .AddSingleton<IRunRecords>(static provider => provider.GetRequiredService<ArtifactContents>())
            .AddSingleton<RunSignals>()
            .AddSingleton<SlotStore>()
            .AddSingleton<RunSlots>()
            .AddSingleton<RunQueue>()
            .AddSingleton<RunStarter>()
            .AddSingleton<RunInterventions>()
            .AddSingleton<RunRestarts>()
            .AddSingleton<StageDecisions>()
            .AddSingleton<FreezeStore>()
            .AddSingleton<StageStarts>()
            .AddSingleton<DeploymentStore>()
            .AddSingleton<RunTelemetry>()
            .AddSingleton<RunEndings>()
            .AddSingleton<BrokenRuns>()
            .AddSingleton<RunCensus>()
            .AddSingleton<RunSweep>()
            .AddSingleton<RunDeletions>()
            .AddSingleton<IChildRuns, ChildRuns>()
            .AddSingleton<IArtifactRuns, ArtifactRuns>()
            .AddSingleton<StageKernel>()
            .AddSingleton<LoadRunPlanActivity>()
            .AddSingleton<CompleteRunActivity>()
            .AddSingleton<RecordPauseActivity>()
            .AddSingleton<HaltRunActivity>()
            .AddSingleton<StageActivity>();
    }

    /// <summary>Sweeps active runs from the start on. To be added behind the durable backend, which must have started by then.</summary>
    public static IServiceCollection AddRunSweeper(this IServiceCollection services) => services.AddHostedService<RunSweeper>();

    private static T Make<T>(IServiceProvider services)
        where T : notnull => services.GetRequiredService<T>();
}
