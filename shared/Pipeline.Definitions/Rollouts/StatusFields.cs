using System.Text.Json.Nodes;
using Pipeline.Definitions.Manifests;

namespace Pipeline.Definitions.Rollouts;

/// <summary>Reads what controllers report. A number that is left out is 0, as the API has it.</summary>
internal static class StatusFields
{
    public static JsonObject? Spec(this JsonObject item) => item["spec"] as JsonObject;

    public static JsonObject? Status(this JsonObject item) => item["status"] as JsonObject;

    public static int Count(this JsonObject? fields, string name, int @default = 0) => (int)(ManifestFields.Number(fields?[name]) ?? @default);

    public static string? TextOf(this JsonObject? fields, string name) => ManifestFields.Text(fields, name);

    public static bool Is(this JsonObject? fields, string name) => fields?[name] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    public static IEnumerable<JsonObject> Maps(this JsonObject? fields, string name) => (fields?[name] as JsonArray)?.OfType<JsonObject>() ?? [];

    public static DateTimeOffset? Moment(this JsonObject? fields, string name) =>
        DateTimeOffset.TryParse(fields.TextOf(name), System.Globalization.CultureInfo.InvariantCulture, out var moment) ? moment : null;

    /// <summary>A condition that holds; null when it does not, or is not reported.</summary>
    public static JsonObject? Condition(this JsonObject item, string type, string status = "True") =>
        item.Status().Maps("conditions").FirstOrDefault(each => each.TextOf("type") == type && each.TextOf("status") == status);

    /// <summary>Whether the controller has seen the newest specification.</summary>
    public static bool IsObserved(this JsonObject item) =>
        ManifestFields.Number(item["metadata"]?["generation"]) is not { } generation || ManifestFields.Number(item.Status()?["observedGeneration"]) is { } observed && observed >= generation;

    /// <summary>For example <c>2 of 3 replicas are available.</c>, or <c>0 of 1 replica is available.</c></summary>
    public static string Of(int count, int desired, string what, string noun = "replica") =>
        desired == 1 ? $"{count} of 1 {noun} is {what}." : $"{count} of {desired} {noun}s are {what}.";
}
