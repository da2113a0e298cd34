using Google.Protobuf;
using Pipeline.Durable.Protocol;
using Pipeline.Durable.Replay;

namespace Pipeline.Durable.FunctionsHost.Invocations;

/// <summary>
/// A turn as the Functions host sends it to a custom handler: the <c>orchestrationTrigger</c> binding's value in, the invocation's
/// <c>ReturnValue</c> out. Both are base64 of a Durable Task protobuf.
/// </summary>
public static class OrchestratorTrigger
{
    /// <summary>The name that the trigger's binding has.</summary>
    public const string Binding = "context";

    /// <summary>Runs a turn. What the orchestrator does wrong ends its instance, within the answer.</summary>
    /// <param name="executor">Runs the orchestrator.</param>
    /// <param name="bindingValue">The value of the binding, decoded.</param>
    /// <returns>What the handler answers as <c>ReturnValue</c>.</returns>
    /// <exception cref="FormatException">The value is no orchestrator request.</exception>
    public static string Run(OrchestratorExecutor executor, string? bindingValue)
    {
        var request = ReadRequest(bindingValue);
        foreach (var happened in request.PastEvents)
            HostHistory.Translate(happened, executor.Registry);
        foreach (var happened in request.NewEvents)
            HostHistory.Translate(happened, executor.Registry);
        var response = executor.Execute(request);
        if (response.Actions is [.., { CompleteOrchestration.FailureDetails: { } failure }])
            FailureChain.Write(failure);
        return Convert.ToBase64String(response.ToByteArray());
    }

    /// <summary>Reads the value of the binding.</summary>
    /// <exception cref="FormatException">The value is no orchestrator request.</exception>
    public static OrchestratorRequest ReadRequest(string? bindingValue)
    {
        try
        {
            return OrchestratorRequest.Parser.ParseFrom(Convert.FromBase64String(bindingValue ?? ""));
        }
        catch (Exception error) when (error is FormatException or InvalidProtocolBufferException)
        {
            throw new FormatException(
                "The orchestration trigger's value is no base64 of a Durable Task OrchestratorRequest: the Functions host must run this "
                + "app with FUNCTIONS_WORKER_RUNTIME=custom and a Durable extension of version 3 or later.", error);
        }
    }
}
