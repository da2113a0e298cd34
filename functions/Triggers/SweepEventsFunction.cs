using Pipeline.Durable.FunctionsHost.Invocations;
using Pipeline.Functions.Events;
using Pipeline.Functions.Triggers.Declarations;

namespace Pipeline.Functions.Triggers;

/// <summary>Decides every minute the events that a crash left undecided (<see cref="EventSweep"/>).</summary>
internal sealed class SweepEventsFunction(EventSweep sweep, TaskHubAddress address) : ITriggeredFunction
{
    public FunctionDeclaration Declaration { get; } = new("SweepEvents", [Bindings.Timer("30 * * * * *"), Bindings.DurableClient]);

    public async Task<FunctionReply> InvokeAsync(FunctionInvocation invocation, CancellationToken cancellationToken)
    {
        address.Learn(invocation);
        await sweep.SweepAsync(cancellationToken);
        return FunctionReply.Nothing;
    }
}
