using Pipeline.Durable.FunctionsHost.Invocations;
using Pipeline.Functions.Events.Polls;
using Pipeline.Functions.Triggers.Declarations;

namespace Pipeline.Functions.Triggers;

/// <summary>Asks repositories for news every minute, where triggers want it (<see cref="PollClock"/>).</summary>
internal sealed class AskRepositoriesFunction(PollClock clock, TaskHubAddress address) : ITriggeredFunction
{
    public FunctionDeclaration Declaration { get; } = new("AskRepositories", [Bindings.Timer("15 * * * * *"), Bindings.DurableClient]);

    public async Task<FunctionReply> InvokeAsync(FunctionInvocation invocation, CancellationToken cancellationToken)
    {
        address.Learn(invocation);
        await clock.LookAsync(cancellationToken);
        return FunctionReply.Nothing;
    }
}
