using Pipeline.Durable.FunctionsHost.Invocations;
using Pipeline.Functions.Events.Schedules;
using Pipeline.Functions.Triggers.Declarations;

namespace Pipeline.Functions.Triggers;

/// <summary>Looks at schedules every minute: one that is due more often than that is due once (<see cref="ScheduleClock"/>).</summary>
internal sealed class LookAtSchedulesFunction(ScheduleClock clock, TaskHubAddress address) : ITriggeredFunction
{
    public FunctionDeclaration Declaration { get; } = new("LookAtSchedules", [Bindings.Timer("1 * * * * *"), Bindings.DurableClient]);

    public async Task<FunctionReply> InvokeAsync(FunctionInvocation invocation, CancellationToken cancellationToken)
    {
        address.Learn(invocation);
        await clock.LookAsync(cancellationToken);
        return FunctionReply.Nothing;
    }
}
