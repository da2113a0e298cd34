using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipeline.Durable.FunctionsHost.Commands;

/// <summary>
/// Something to be done to an orchestration instance, written down while the task hub could not be reached. Carrying it out twice must do
/// no harm. Commands are not carried out in the order in which they were recorded.
/// </summary>
public sealed record OrchestrationCommand
{
    /// <summary>What is to be done.</summary>
    public required OrchestrationCommandKind Kind { get; init; }

    /// <summary>The instance.</summary>
    public required string InstanceId { get; init; }

    /// <summary>When it was recorded.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>Of a start: the orchestrator. Of an event: its name.</summary>
    public string? Name { get; init; }

    /// <summary>Of a start: the orchestrator's version.</summary>
    public string? Version { get; init; }

    /// <summary>The input, the event's payload, or the output of a terminated instance, serialized.</summary>
    public string? Data { get; init; }

    /// <summary>Why an instance is suspended or resumed.</summary>
    public string? Reason { get; init; }

    /// <summary>Of a start: when the instance begins; null: at once.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Of a start: the instance's tags.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Writes it as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, OrchestrationCommandJson.Default.OrchestrationCommand);

    /// <summary>Reads what <see cref="ToJson"/> has written.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static OrchestrationCommand Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, OrchestrationCommandJson.Default.OrchestrationCommand) ?? throw new FormatException("The command is null.");
        }
        catch (JsonException exception)
        {
            throw new FormatException("The text is no recorded command.", exception);
        }
    }
}

/// <summary>What is to be done to an instance.</summary>
public enum OrchestrationCommandKind
{
    /// <summary>Start it.</summary>
    Start,

    /// <summary>Send it an event.</summary>
    RaiseEvent,

    /// <summary>End it.</summary>
    Terminate,

    /// <summary>Stop it until it is resumed.</summary>
    Suspend,

    /// <summary>Let it go on.</summary>
    Resume,

    /// <summary>Delete it.</summary>
    Purge,
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(OrchestrationCommand))]
internal sealed partial class OrchestrationCommandJson : JsonSerializerContext;
