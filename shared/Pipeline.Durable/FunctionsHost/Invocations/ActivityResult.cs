using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipeline.Durable.FunctionsHost.Invocations;

/// <summary>
/// What an activity came to, as it travels through the Functions host. A failure travels inside, because of a reply that is no success the
/// host keeps only the status; a result travels as text inside JSON, because the host rewrites texts that look like a time.
/// </summary>
internal sealed record ActivityResult
{
    private const int Known = 1;

    /// <summary>Tells these texts from what other activities return; counts the forms they have had.</summary>
    [JsonPropertyName("$activity")]
    public int Form { get; init; } = Known;

    /// <summary>The serialized result.</summary>
    [JsonPropertyName("result")]
    public string? Result { get; init; }

    /// <summary>Why the activity failed; null when it did not.</summary>
    [JsonPropertyName("failure")]
    public TaskFailureDetails? Failure { get; init; }

    /// <summary>The text that an activity's function returns.</summary>
    public string ToReturnValue() => JsonSerializer.Serialize(this, InvocationJson.Brief.ActivityResult);

    /// <summary>Reads a task's result from a history; null when it is not of this form.</summary>
    public static ActivityResult? FromHistory(string? result)
    {
        if (result is null || !result.StartsWith('"') || !result.Contains("$activity", StringComparison.Ordinal))
            return null;
        try
        {
            return JsonSerializer.Deserialize(result, InvocationJson.Default.String) is { } text
                && JsonSerializer.Deserialize(text, InvocationJson.Default.ActivityResult) is { Form: Known } read
                ? read
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
