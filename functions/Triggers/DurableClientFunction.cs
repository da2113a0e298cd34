using System.Text.Json;
using Pipeline.Durable.FunctionsHost.Invocations;
using Pipeline.Functions.Triggers.Declarations;

namespace Pipeline.Functions.Triggers;

/// <summary>Hands the durable client's address over to this process, which calls it. To others there is nothing at its path.</summary>
internal sealed class DurableClientFunction(TaskHubAddress address) : ITriggeredFunction
{
    private static readonly FunctionBinding Trigger = Bindings.Http(TaskHubAddress.Route, "get");

    public FunctionDeclaration Declaration { get; } = new("DurableClient", [Trigger, Bindings.HttpAnswer, Bindings.DurableClient]);

    public Task<FunctionReply> InvokeAsync(FunctionInvocation invocation, CancellationToken cancellationToken)
    {
        if (NonceOf(invocation) is not { } nonce || !address.IsOwnCall(nonce))
            return Task.FromResult(FunctionReply.Http(StatusCodes.Status404NotFound));

        address.Learn(invocation);
        return Task.FromResult(FunctionReply.Http(StatusCodes.Status204NoContent));
    }

    private static string? NonceOf(FunctionInvocation invocation) =>
        invocation.Data.TryGetValue(Trigger.Name, out var request)
        && request.ValueKind is JsonValueKind.Object
        && request.TryGetProperty("Query", out var query)
        && query.ValueKind is JsonValueKind.Object
        && query.TryGetProperty(TaskHubAddress.Nonce, out var nonce)
        && nonce.ValueKind is JsonValueKind.String
            ? nonce.GetString()
            : null;
}
