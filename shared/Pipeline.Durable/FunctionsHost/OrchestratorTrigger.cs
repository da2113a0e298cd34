using System.Text.Json;
using Google.Protobuf;
using Pipeline.Durable.Protocol;
using Pipeline.Durable.Replay;
using Pipeline.Durable.Serialization;

namespace Pipeline.Durable.FunctionsHost;

/// <summary>
/// A turn as the Functions host sends it to a custom handler: the <c>orchestrationTrigger</c> binding's value in, the invocation's
/// <c>ReturnValue</c> out. Both are base64 of a Durable Task protobuf; the value that comes in may be wrapped in a JSON string.
/// </summary>
public static class OrchestratorTrigger
{
    /// <summary>Runs a turn. What the orchestrator does wrong ends its instance, within the answer.</summary>
    /// <param name="executor">Runs the orchestrator.</param>
    /// <param name="bindingValue">The value of the binding.</param>
    /// <returns>What the handler answers as <c>ReturnValue</c>.</returns>
    /// <exception cref="FormatException">The value is no orchestrator request.</exception>
    public static string Run(OrchestratorExecutor executor, string bindingValue) =>
        Convert.ToBase64String(executor.Execute(ReadRequest(bindingValue)).ToByteArray());

    /// <summary>Reads the value of the binding.</summary>
    /// <exception cref="FormatException">The value is no orchestrator request.</exception>
    public static OrchestratorRequest ReadRequest(string bindingValue)
    {
        try
        {
            var base64 = bindingValue.StartsWith('"')
                ? JsonSerializer.Deserialize(bindingValue, BuiltInJsonContext.Default.String)!
                : bindingValue;
            return OrchestratorRequest.Parser.ParseFrom(Convert.FromBase64String(base64));
        }
        catch (Exception error) when (error is FormatException or JsonException or InvalidProtocolBufferException)
        {
            throw new FormatException(
                "The orchestration trigger's value is no base64 of a Durable Task OrchestratorRequest: the Functions host must run this "
                + "app with FUNCTIONS_WORKER_RUNTIME=custom and a Durable extension of version 3 or later.", error);
        }
    }
}
