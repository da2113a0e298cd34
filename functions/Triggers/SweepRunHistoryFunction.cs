using Pipeline.Durable.FunctionsHost.Invocations;
using Pipeline.Functions.Retention;
using Pipeline.Functions.Triggers.Declarations;

namespace Pipeline.Functions.Triggers;

/// <summary>Deletes once a day, at night, the runs that have been kept for long enough (<see cref="RunRetentionSweep"/>).</summary>
internal sealed class SweepRunHistoryFunction(RunRetentionSweep sweep, TaskHubAddress address, TimeProvider time) : ITriggeredFunction
{
    /// <summary>The host ends an invocation after 5 minutes, in the plan that allows least.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    public FunctionDeclaration Declaration { get; } = new("SweepRunHistory", [Bindings.Timer("0 41 2 * * *"), Bindings.DurableClient]);

    public async Task<FunctionReply> InvokeAsync(FunctionInvocation invocation, CancellationToken cancellationToken)
    {
        address.Learn(invocation);
        var until = time.GetUtcNow() + Longest;
        while (await sweep.SweepAsync(cancellationToken) && time.GetUtcNow() < until)
        {
            // The next pass takes what this one has left.
        }

        return FunctionReply.Nothing;
    }
}
