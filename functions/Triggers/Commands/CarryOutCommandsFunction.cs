using Pipeline.Durable.FunctionsHost.Commands;
using Pipeline.Durable.FunctionsHost.Invocations;
using Pipeline.Functions.Triggers.Declarations;

namespace Pipeline.Functions.Triggers.Commands;

/// <summary>Carries out a recorded command. What cannot be done yet ends with an exception, and the queue brings it again.</summary>
internal sealed partial class CarryOutCommandsFunction(
    TaskHubAddress address, CommandQueue queue, CommandExecutor executor, ILogger<CarryOutCommandsFunction> logger) : ITriggeredFunction
{
    private const string Message = "command";

    public FunctionDeclaration Declaration { get; } = new("CarryOutCommands", [Bindings.Queue(Message, CommandQueue.Name), Bindings.DurableClient]);

    public async Task<FunctionReply> InvokeAsync(FunctionInvocation invocation, CancellationToken cancellationToken)
    {
        address.Learn(invocation);
        if (await queue.ReadAsync(invocation.Text(Message) ?? "null", cancellationToken) is var (command, blob))
        {
            if (!await executor.ExecuteAsync(command, cancellationToken))
                LogDropped(command.Kind, command.InstanceId);
            await queue.ForgetAsync(blob, cancellationToken);
        }

        return FunctionReply.Nothing;
    }

    [LoggerMessage(LogLevel.Warning, "The recorded command {Kind} is dropped: there is no orchestration '{InstanceId}'.")]
    private partial void LogDropped(OrchestrationCommandKind kind, string instanceId);
}
