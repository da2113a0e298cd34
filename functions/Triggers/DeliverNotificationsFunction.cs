using Pipeline.Durable.FunctionsHost.Invocations;
using Pipeline.Functions.Triggers.Declarations;
using Pipeline.Stages.Notifications;

namespace Pipeline.Functions.Triggers;

/// <summary>Delivers every minute what no process delivered at once (<see cref="NotificationSweep"/>).</summary>
internal sealed class DeliverNotificationsFunction(NotificationSweep sweep) : ITriggeredFunction
{
    public FunctionDeclaration Declaration { get; } = new("DeliverNotifications", [Bindings.Timer("30 * * * * *")]);

    public async Task<FunctionReply> InvokeAsync(FunctionInvocation invocation, CancellationToken cancellationToken)
    {
        await sweep.SweepAsync(cancellationToken);
        return FunctionReply.Nothing;
    }
}
