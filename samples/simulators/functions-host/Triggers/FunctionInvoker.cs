using System.Text.Json.Nodes;
using Pipeline.Simulators.FunctionsHost.Functions;
using Pipeline.Simulators.FunctionsHost.Handlers;

namespace Pipeline.Simulators.FunctionsHost.Triggers;

/// <summary>Invokes functions of a host's handler, each with what its bindings hold in this host.</summary>
internal sealed class FunctionInvoker(Func<Handler> handler, string durableClient)
{
    public Task<JsonNode?> InvokeAsync(FunctionFolder function, Func<FunctionCall, FunctionCall> fill, CancellationToken cancellationToken)
    {
        var call = fill(new FunctionCall(function.Name, TimeProvider.System));
        if (function.DurableClient is { } client)
            call.With(client.Name, durableClient);
        return handler().InvokeAsync(call, cancellationToken);
    }
}
