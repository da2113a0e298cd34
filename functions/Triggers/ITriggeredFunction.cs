using Pipeline.Durable.FunctionsHost.Invocations;
using Pipeline.Functions.Triggers.Declarations;

namespace Pipeline.Functions.Triggers;

/// <summary>A function that the Functions host invokes by JSON and that is neither an orchestrator nor an activity.</summary>
internal interface ITriggeredFunction
{
    /// <summary>What the host must know of it.</summary>
    FunctionDeclaration Declaration { get; }

    /// <summary>Carries out an invocation. An exception asks the host to come again, where the trigger can.</summary>
    Task<FunctionReply> InvokeAsync(FunctionInvocation invocation, CancellationToken cancellationToken);
}
