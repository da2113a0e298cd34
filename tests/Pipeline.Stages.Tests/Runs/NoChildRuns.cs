using Pipeline.Definitions.Artifacts;
using Pipeline.Stages.Feature;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Tests.Runs;

/// <summary>There are no pipelines that a stage could run.</summary>
internal sealed class NoChildRuns : IChildRuns
{
    public Task<StartedRun> StartAsync(ChildRunStart start, CancellationToken cancellationToken) => throw new StageFailedException("There is no such pipeline.");

    public ValueTask<RunDetails?> FindAsync(string run, CancellationToken cancellationToken) => default;

    public ValueTask<IReadOnlyList<Artifact>> TakeArtifactsAsync(RunDetails child, string run, CancellationToken cancellationToken) => new([]);

    public Task CancelAsync(string run, string by, string reason, CancellationToken cancellationToken) => Task.CompletedTask;
}
