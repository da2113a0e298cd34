using System.Text.Json;
using System.Text.Json.Serialization;
using Pipeline.Durable.Client;
using Pipeline.Durable.Protocol;
using Pipeline.Durable.Serialization;

namespace Pipeline.Durable.FunctionsHost.Client;

/// <summary>Reads what the Durable extension tells of an instance.</summary>
internal static class InstanceStates
{
    /// <summary>The instance as the client shows it.</summary>
    public static OrchestrationMetadata ToMetadata(OrchestrationState state, DataConverter converter, bool withData) => new(state.Name, state.InstanceId)
    {
        Version = state.Version ?? "",
        RuntimeStatus = (OrchestrationRuntimeStatus)state.OrchestrationStatus,
        CreatedAt = state.CreatedTimestamp?.ToDateTimeOffset() ?? default,
        LastUpdatedAt = state.LastUpdatedTimestamp?.ToDateTimeOffset() ?? default,
        SerializedInput = withData ? state.Input : null,
        SerializedOutput = withData ? state.Output : null,
        SerializedCustomStatus = withData ? CustomStatus(state) : null,
        FailureDetails = Failure(state),
        DataConverter = withData ? converter : null,
    };

    // The extension writes a custom status that was never set as the JSON null.
    private static string? CustomStatus(OrchestrationState state) => state.CustomStatus is "null" or "" ? null : state.CustomStatus;

    private static TaskFailureDetails? Failure(OrchestrationState state)
    {
        if (state.OrchestrationStatus is not OrchestrationStatus.Failed)
            return null;

        // Some storage providers keep the details of the last failure, without its causes; others only the output, "Type: message".
        return state.FailureDetails is { ErrorMessage.Length: > 0 } details
            ? FailureChain.Read($"{details.ErrorType}: {details.ErrorMessage}") with { StackTrace = details.StackTrace }
            : HostFailure(state.Output) ?? FailureChain.Read(state.Output ?? "");
    }

    // What the extension itself has to say, when the function is not there or answers with an error.
    private static TaskFailureDetails? HostFailure(string? output)
    {
        if (output?.StartsWith('{') is not true)
            return null;
        try
        {
            return JsonSerializer.Deserialize(output, ExtensionFailureJson.Default.ExtensionFailure) is { Message: { Length: > 0 } message } failure
                ? new TaskFailureDetails("Unknown", message, failure.Details)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The output of an instance that the extension itself has ended.</summary>
/// <param name="Message">What happened.</param>
/// <param name="Details">The exception with its stack trace, if there was one.</param>
internal sealed record ExtensionFailure([property: JsonPropertyName("message")] string? Message, [property: JsonPropertyName("details")] string? Details);

[JsonSerializable(typeof(ExtensionFailure))]
internal sealed partial class ExtensionFailureJson : JsonSerializerContext;
