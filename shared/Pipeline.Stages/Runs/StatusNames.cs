using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pipeline.Definitions;

namespace Pipeline.Stages.Runs;

/// <summary>Statuses as the API writes them.</summary>
public static class StatusNames
{
    /// <summary>A run's status, for example <c>SUCCEEDED</c>.</summary>
    public static string Of(RunStatus status) => Name(status, DefinitionsJson.Default.RunStatus);

    /// <summary>A stage's status, for example <c>FAILED_CONTINUE</c>.</summary>
    public static string Of(StageStatus status) => Name(status, DefinitionsJson.Default.StageStatus);

    private static string Name<T>(T status, JsonTypeInfo<T> type) => JsonSerializer.SerializeToElement(status, type).GetString()!;
}
