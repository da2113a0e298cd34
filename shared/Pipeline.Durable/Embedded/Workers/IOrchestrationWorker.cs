using Pipeline.Durable.Protocol;
using Pipeline.Durable.Replay;

namespace Pipeline.Durable.Embedded.Workers;

/// <summary>Runs the code that the engine keeps going: orchestrators, turn by turn, and activities. In this process, or elsewhere.</summary>
internal interface IOrchestrationWorker
{
    /// <summary>An instance's code, to go on where its history ends. What is wrong with it shows in the next turn.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="history">What has happened to its current execution; empty for a new one.</param>
    IOrchestrationCode Load(string instanceId, IReadOnlyList<HistoryEvent> history);

    /// <summary>Runs an activity and gives its serialized result.</summary>
    /// <param name="name">Its registered name.</param>
    /// <param name="instanceId">The instance that calls it.</param>
    /// <param name="input">Its serialized input.</param>
    /// <param name="stopping">Signalled when the engine stops: the activity runs again after the next start.</param>
    /// <exception cref="Exception">The activity failed.</exception>
    Task<string?> RunActivityAsync(string name, string instanceId, string? input, CancellationToken stopping);
}

/// <summary>An instance's code between its turns. One turn at a time.</summary>
internal interface IOrchestrationCode
{
    /// <summary>Tells the code the news of a turn and gives what it asks for.</summary>
    /// <exception cref="OperationCanceledException">The turn could not be taken now; the instance is loaded anew.</exception>
    ValueTask<OrchestrationTurn> AdvanceAsync(List<HistoryEvent> news);

    /// <summary>A turn has taken effect and is recorded by these events.</summary>
    void Committed(IReadOnlyList<HistoryEvent> events);
}
