using Pipeline.Durable.FunctionsHost.Invocations;
using Pipeline.Functions.Triggers.Declarations;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Triggers;

/// <summary>Completes every minute what a crash left half done in runs (<see cref="RunSweep"/>), their deletion included.</summary>
internal sealed class SweepRunsFunction(RunSweep sweep, RunDeletions deletions, TaskHubAddress address) : ITriggeredFunction
{
    public FunctionDeclaration Declaration { get; } = new("SweepRuns", [Bindings.Timer("0 * * * * *"), Bindings.DurableClient]);

    public async Task<FunctionReply> InvokeAsync(FunctionInvocation invocation, CancellationToken cancellationToken)
    {
        address.Learn(invocation);
        await sweep.SweepAsync(cancellationToken);
        await deletions.SweepAsync(cancellationToken);
        return FunctionReply.Nothing;
    }
}
