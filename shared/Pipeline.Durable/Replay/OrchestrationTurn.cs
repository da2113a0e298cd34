using Pipeline.Durable.Protocol;

namespace Pipeline.Durable.Replay;

/// <summary>What an orchestrator asks for after it has been told some news.</summary>
/// <param name="Actions">
/// The new actions, in the order of their ids. A <c>completeOrchestration</c> action, always the last, ends the execution. A turn that has
/// taken effect is recorded as the news followed by <see cref="ActionHistory.ToHistoryEvent"/> of each action.
/// </param>
/// <param name="CustomStatus">The custom status as JSON, as it stands after the turn; null when none is set.</param>
public sealed record OrchestrationTurn(IReadOnlyList<OrchestratorAction> Actions, string? CustomStatus)
{
    /// <summary>The action that ends the execution; null while it goes on.</summary>
    public CompleteOrchestrationAction? Completion => Actions.Count > 0 ? Actions[^1].CompleteOrchestration : null;
}
