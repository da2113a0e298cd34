using Pipeline.Definitions;
using Pipeline.Definitions.Runs;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Observability;

/// <summary>The states in which active runs are counted: their statuses, and <see cref="Waiting"/>.</summary>
public static class RunStates
{
    /// <summary>A running run in which nothing works: every stage under way waits for somebody or for a time.</summary>
    public const string Waiting = "WAITING";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [StatusNames.Of(RunStatus.NotStarted), StatusNames.Of(RunStatus.Buffered), StatusNames.Of(RunStatus.Running), StatusNames.Of(RunStatus.Paused), Waiting];

    /// <summary>The state of a run that has not ended.</summary>
    public static string Of(RunSnapshot snapshot)
    {
        var active = snapshot.Documents.Values.Where(stage => stage.Status.IsActive());
        return snapshot.Run.Status is RunStatus.Running && active.Any() && active.All(stage => stage.WaitingFor is not null)
            ? Waiting
            : StatusNames.Of(snapshot.Run.Status);
    }
}
