using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Pipeline.Stages.Feature.Webhook;

/// <summary>What <c>feature.webhook</c> is told: NHN Cloud Pipeline's webhook and all of Spinnaker's, every wait of which can be changed.</summary>
/// <remarks>Inputs with a default are settable: the generated reader would overwrite the default of an init-only one.</remarks>
public sealed record WebhookInput
{
    /// <summary>The URL to call, http or https. Credentials belong in <see cref="Headers"/>.</summary>
    public required string Url { get; init; }

    /// <summary>The method: GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS.</summary>
    public string Method { get; set; } = "POST";

    /// <summary>Headers of every call, each with a value or a list of values.</summary>
    [JsonConverter(typeof(HeaderValuesConverter))]
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Headers { get; init; }

    /// <summary>The body: any JSON, or text. It is sent as JSON, as a form when the Content-Type header says so, or as text.</summary>
    public JsonNode? Payload { get; init; }

    /// <summary>How long one call may take, its whole answer included: at most 4m.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Status codes that fail the stage at once, before any retry rule. A list, or text with commas.</summary>
    [JsonConverter(typeof(StatusCodesConverter))]
    public IReadOnlyList<int> FailFastStatusCodes { get; set; } = [504];

    /// <summary>Status codes to try again on, besides 429 and 5xx, while polling. A list, or text with commas.</summary>
    [JsonConverter(typeof(StatusCodesConverter))]
    public IReadOnlyList<int> RetryStatusCodes { get; set; } = [];

    /// <summary>Status codes to try again on, besides 429 and 5xx, in the first call. A list, or text with commas.</summary>
    [JsonConverter(typeof(StatusCodesConverter))]
    public IReadOnlyList<int> WebhookRetryStatusCodes { get; set; } = [];

    /// <summary>By status code, how often the first call is tried; such a code is bound by its attempts, not by <see cref="RetryFor"/>.</summary>
    public IReadOnlyDictionary<int, WebhookRetry>? Retries { get; init; }

    /// <summary>How long the first call is tried again.</summary>
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The pause before the first call is tried again, when the answer does not name one (Retry-After).</summary>
    public TimeSpan RetryInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether a POST or PATCH whose answer was lost is tried again too. The receiver must know repeated calls by their Idempotency-Key header.
    /// </summary>
    public bool SafeToRetry { get; init; }

    /// <summary>Whether to poll a status URL until the work that the call began has ended. The stage's timeout (1h by default) bounds it.</summary>
    public bool WaitForCompletion { get; init; }

    /// <summary>Where the status URL comes from when <see cref="StatusEndpoint"/> is not given.</summary>
    public StatusUrlResolution StatusUrlResolution { get; init; }

    /// <summary>The JSONPath of the status URL in the answer, for <c>webhookResponse</c>.</summary>
    public string? StatusUrlJsonPath { get; init; }

    /// <summary>The status URL, absolute or relative to <see cref="Url"/>.</summary>
    public string? StatusEndpoint { get; init; }

    /// <summary>Whether only to poll: <see cref="StatusEndpoint"/>, else <see cref="Url"/>. Nothing is begun.</summary>
    public bool MonitorOnly { get; init; }

    /// <summary>The JSONPath of the status in a poll's answer. When empty, the first 2xx answer is success.</summary>
    public string? StatusJsonPath { get; init; }

    /// <summary>The JSONPath of a progress message in a poll's answer.</summary>
    public string? ProgressJsonPath { get; init; }

    /// <summary>Statuses that mean success, in any case. A list, or text with commas. A number that is not listed means success at 100, else progress.</summary>
    [JsonConverter(typeof(TextListConverter))]
    public IReadOnlyList<string> SuccessStatuses { get; set; } = [];

    /// <summary>Statuses that mean that the work was cancelled.</summary>
    [JsonConverter(typeof(TextListConverter))]
    public IReadOnlyList<string> CanceledStatuses { get; set; } = [];

    /// <summary>Statuses that mean that the work failed.</summary>
    [JsonConverter(typeof(TextListConverter))]
    public IReadOnlyList<string> TerminalStatuses { get; set; } = [];

    /// <summary>The pause before the first poll.</summary>
    public TimeSpan WaitBeforeMonitor { get; init; }

    /// <summary>The pause between polls; left out: 1s in the first minute, then 15s.</summary>
    public TimeSpan? PollInterval { get; init; }

    /// <summary>How long <see cref="StatusJsonPath"/> may find nothing before the stage fails: some services add their status late.</summary>
    public TimeSpan MissingStatusTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The URL to call when the stage is cancelled or times out, absolute or relative to <see cref="Url"/>.</summary>
    public string? CancelEndpoint { get; init; }

    /// <summary>The method of the cancel call.</summary>
    public string CancelMethod { get; set; } = "POST";

    /// <summary>The body of the cancel call.</summary>
    public JsonNode? CancelPayload { get; init; }
}

/// <summary>How often a status code is tried.</summary>
public sealed record WebhookRetry
{
    /// <summary>How many calls may end in the status code, the first included.</summary>
    public required int MaxAttempts { get; init; }
}

/// <summary>Where a status URL comes from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StatusUrlResolution>))]
public enum StatusUrlResolution
{
    /// <summary>The called URL, by GET.</summary>
    [JsonStringEnumMemberName("getMethod")] GetMethod,

    /// <summary>The answer's Location header. A redirect is then not followed: it is the answer.</summary>
    [JsonStringEnumMemberName("locationHeader")] LocationHeader,

    /// <summary>The answer's body, at <see cref="WebhookInput.StatusUrlJsonPath"/>.</summary>
    [JsonStringEnumMemberName("webhookResponse")] WebhookResponse,
}
