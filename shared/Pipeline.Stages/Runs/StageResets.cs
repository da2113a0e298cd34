using Pipeline.Definitions;
using Pipeline.Definitions.Graph;

namespace Pipeline.Stages.Runs;

/// <summary>
/// Which stages the restarts of a run have put back to the start. A restart is one line in the run's document, whatever the number of
/// stages behind the restarted one: their stored documents stay as they are and are read through this.
/// </summary>
public sealed class StageResets
{
    private readonly Dictionary<string, int> generations = new(StringComparer.Ordinal);

    private StageResets()
    {
    }

    /// <summary>The resets of a run.</summary>
    public static StageResets Of(RunDocument run, StageGraph graph)
    {
        var resets = new StageResets();
        foreach (var restart in run.Restarts)
        {
            foreach (var stage in graph.DownstreamClosure([restart.Stage, .. restart.Others ?? []]))
                resets.generations[stage] = restart.Generation;
        }

        return resets;
    }

    /// <summary>Whether the stored attempt is over because a later restart put the stage back.</summary>
    public bool Covers(StageDocument stored) =>
        generations.TryGetValue(stored.Id, out var generation) && stored.Generation < generation;

    /// <summary>The stage as it stands: the stored document, or one that has not started when a later restart put it back.</summary>
    public StageDocument Apply(StageDocument stored) => Covers(stored) ? PutBack(stored) with { Generation = generations[stored.Id] } : stored;

    /// <summary>The stage before its next attempt, with the attempt so far among the earlier ones.</summary>
    internal static StageDocument PutBack(StageDocument stored) => stored.Status is StageStatus.NotStarted
        ? stored
        : new()
        {
            Id = stored.Id,
            Name = stored.Name,
            Type = stored.Type,
            DependsOn = stored.DependsOn,
            Generation = stored.Generation,
            Attempt = stored.Attempt + 1,
            EarlierAttempts = [.. stored.EarlierAttempts, Archive(stored)],
        };

    private static StageAttempt Archive(StageDocument stored) => new()
    {
        Attempt = stored.Attempt,
        Status = stored.Status,
        Reason = stored.Reason,
        FailsRunLater = stored.FailsRunLater,
        StartedAt = stored.StartedAt,
        EndedAt = stored.EndedAt,
        Inputs = stored.Inputs,
        Outputs = stored.Outputs,
        Artifacts = stored.Artifacts,
        Error = stored.Error,
        LogEnd = stored.LogEnd,
        Hold = stored.Hold,
        Decision = stored.Decision,
        Votes = stored.Votes,
    };
}
