using System.Text.Json.Serialization;
using Pipeline.Definitions.Durations;

namespace Pipeline.Stages.Feature.Webhook;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    Converters = [typeof(DurationConverter)])]
[JsonSerializable(typeof(WebhookInput))]
[JsonSerializable(typeof(WebhookCursor))]
internal sealed partial class WebhookJson : JsonSerializerContext;
