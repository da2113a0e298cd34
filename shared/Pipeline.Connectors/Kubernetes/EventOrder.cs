using System.Globalization;
using System.Text.Json.Nodes;

namespace Pipeline.Connectors.Kubernetes;

/// <summary>Which events are about an object, and which of them came first.</summary>
internal static class EventOrder
{
    /// <summary>Events lie beside their object; those of objects without a namespace lie in <c>default</c>.</summary>
    public static ObjectQuery QueryOf(ApiResource resource, ObjectReference reference, string? uid)
    {
        var home = resource.IsNamespaced ? reference.Namespace : null;
        string?[] fields =
        [
            $"involvedObject.kind={resource.Kind}",
            $"involvedObject.name={reference.Name}",
            home is null ? null : $"involvedObject.namespace={home}",
            uid is null ? null : $"involvedObject.uid={uid}",
        ];
        return new() { ApiVersion = "v1", Kind = "Event", Namespace = home ?? "default", FieldSelector = string.Join(',', fields.OfType<string>()) };
    }

    /// <summary>Oldest first, by when they last happened.</summary>
    public static IReadOnlyList<JsonObject> Of(IEnumerable<JsonObject> events) => [.. events.OrderBy(MomentOf)];

    private static DateTimeOffset MomentOf(JsonObject item)
    {
        JsonNode?[] moments = [(item["series"] as JsonObject)?["lastObservedTime"], item["lastTimestamp"], item["eventTime"], item["firstTimestamp"], (item["metadata"] as JsonObject)?["creationTimestamp"]];
        foreach (var moment in moments)
        {
            if (moment is JsonValue value && value.TryGetValue<string>(out var text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
                return at;
        }

        return DateTimeOffset.MinValue;
    }
}
