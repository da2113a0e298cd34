using Pipeline.Durable.FunctionsHost.Invocations;
using Pipeline.Functions.Hosting;
using Pipeline.Functions.Triggers.Declarations;

namespace Pipeline.Functions.Triggers;

/// <summary>Removes once a day, at night, what writes of large values left behind (<see cref="UnreferencedValueSweep"/>).</summary>
internal sealed class SweepUnreferencedValuesFunction(UnreferencedValueSweep sweep) : ITriggeredFunction
{
    public FunctionDeclaration Declaration { get; } = new("SweepUnreferencedValues", [Bindings.Timer("0 17 3 * * *")]);

    public async Task<FunctionReply> InvokeAsync(FunctionInvocation invocation, CancellationToken cancellationToken)
    {
        await sweep.SweepAsync(cancellationToken);
        return FunctionReply.Nothing;
    }
}
