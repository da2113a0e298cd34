using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Extensions;
using Pipeline.Simulators.FunctionsHost.Functions;
using Pipeline.Simulators.FunctionsHost.Handlers;

namespace Pipeline.Simulators.FunctionsHost.Triggers;

/// <summary>An HTTP function that has further bindings: invoked by JSON, answered through its output binding.</summary>
internal static class HttpTrigger
{
    public static async Task InvokeAsync(HttpContext context, FunctionFolder function, FunctionInvoker invoker)
    {
        try
        {
            var reply = await invoker.InvokeAsync(function, call => call.With(function.Trigger.Name, Describe(context.Request)), context.RequestAborted);
            var answer = reply?["Outputs"]?["res"];
            context.Response.StatusCode = (int?)answer?["statusCode"] ?? StatusCodes.Status200OK;
            if ((string?)answer?["body"] is { } body)
                await context.Response.WriteAsync(body);
        }
        catch (Exception exception) when (exception is InvocationFailedException or HandlerUnreachableException)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    private static JsonObject Describe(HttpRequest request) => new()
    {
        ["Url"] = request.GetEncodedUrl(),
        ["Method"] = request.Method,
        ["Query"] = new JsonObject(request.Query.Select(static value => KeyValuePair.Create<string, JsonNode?>(value.Key, value.Value.ToString()))),
        ["Headers"] = new JsonObject(request.Headers.Select(static header =>
            KeyValuePair.Create<string, JsonNode?>(header.Key, new JsonArray([.. header.Value.Select(static value => (JsonNode?)value)])))),
        ["Params"] = new JsonObject(),
        ["Identities"] = new JsonArray(),
    };
}
