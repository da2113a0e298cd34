using System.Collections.Immutable;

namespace Pipeline.Stages.Runs;

/// <summary>A run's records at one moment: as they were right after the event <see cref="Sequence"/>, or newer.</summary>
public sealed record RunSnapshot
{
    /// <summary>The run.</summary>
    public required RunDocument Run { get; init; }

    /// <summary>The stored stages by id. Stages that never began have none; see <see cref="RunDetails"/> for the whole picture.</summary>
    public required ImmutableDictionary<string, StageDocument> Documents { get; init; }

    /// <summary>The sequence of the last event.</summary>
    public required long Sequence { get; init; }

    internal RunSnapshot With(RunChange change) => this with
    {
        Run = change.Run ?? Run,
        Documents = Documents.SetItems(change.Stages.Select(stage => KeyValuePair.Create(stage.Id, stage))),
        Sequence = Sequence + change.Events.Count,
    };
}

/// <summary>What changes in a run at once: documents, and the events that tell of it. There is no change without an event.</summary>
/// <param name="Events">What happened, in order; their sequence numbers are given when they are stored.</param>
public sealed record RunChange(params IReadOnlyList<RunEvent> Events)
{
    /// <summary>The run's new document; null when it stays.</summary>
    public RunDocument? Run { get; init; }

    /// <summary>The new documents of stages.</summary>
    public IReadOnlyList<StageDocument> Stages { get; init; } = [];
}
