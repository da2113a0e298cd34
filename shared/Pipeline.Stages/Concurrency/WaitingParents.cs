using Pipeline.Definitions.Runs;
using Pipeline.Stages.Feature;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Concurrency;

/// <summary>The runs that wait for a run to end.</summary>
internal static class WaitingParents
{
    /// <summary>
    /// The runs a stage of which waits for this one, or for one that waits for it; the nearest first. As it is now: a run that is restarted after
    /// the stage that had started it has ended is waited for by nobody.
    /// </summary>
    public static async ValueTask<IReadOnlyList<string>> OfAsync(RunDocument run, RunStore store, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        var trigger = run.Trigger;
        while (trigger is { ParentWaits: true, ParentRun: { } parent, ParentStage: { } stage } && found.Count < RunPipelineStage.DeepestRun)
        {
            if (await store.FindAsync(parent, cancellationToken) is not { } snapshot || snapshot.Run.Status.IsComplete())
                break;
            if (!snapshot.Documents.TryGetValue(stage, out var waiting) || !waiting.Status.IsActive())
                break;

            found.Add(parent);
            trigger = snapshot.Run.Trigger;
        }

        return found;
    }
}
