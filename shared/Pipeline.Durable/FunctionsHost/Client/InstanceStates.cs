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
        if (state.FailureDetails is { ErrorMessage.Length: > 0 } details)
            return details.FromProtocol();

        // Extensions without failure details tell "Type: message" as the output.
        var output = state.Output ?? "";
        var colon = output.IndexOf(": ", StringComparison.Ordinal);
        return colon > 0
            ? new TaskFailureDetails(output[..colon], output[(colon + 2)..])
            : new TaskFailureDetails("Unknown", output.Length > 0 ? output : "The orchestration failed without saying why.");
    }
}
