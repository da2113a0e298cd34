using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.Functions.Events.Hooks;

/// <summary>Reads fields of what a hook sent, in whose shape one cannot trust: a field that is not what it should be is not there.</summary>
internal static class HookPayload
{
    /// <summary>Git's way to write "no commit".</summary>
    public static bool IsNoCommit(string? id) => string.IsNullOrEmpty(id) || id.All(digit => digit == '0');

    /// <summary>A text at a path of names.</summary>
    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        At(node, path) is JsonValue value && value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>A number at a path of names.</summary>
    public static int? Number(this JsonNode? node, params ReadOnlySpan<string> path) =>
        At(node, path) is JsonValue value && value.GetValueKind() is JsonValueKind.Number && value.TryGetValue<int>(out var number) ? number : null;

    /// <summary>Whether there is <c>true</c> at a path of names.</summary>
    public static bool IsTrue(this JsonNode? node, params ReadOnlySpan<string> path) =>
        At(node, path) is JsonValue value && value.GetValueKind() is JsonValueKind.True;

    /// <summary>A map at a path of names.</summary>
    public static JsonObject? Map(this JsonNode? node, params ReadOnlySpan<string> path) => At(node, path) as JsonObject;

    /// <summary>The items of a list at a path of names; none when there is no list.</summary>
    public static IReadOnlyList<JsonNode?> List(this JsonNode? node, params ReadOnlySpan<string> path) => At(node, path) is JsonArray list ? [.. list] : [];

    /// <summary>A time at a path of names.</summary>
    public static DateTimeOffset? Time(this JsonNode? node, params ReadOnlySpan<string> path) =>
        DateTimeOffset.TryParse(node.Text(path), System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : null;

    /// <summary>The files that commits say they changed, each once.</summary>
    public static IReadOnlyList<string> FilesOf(IEnumerable<JsonNode?> commits) =>
    [
        .. commits
            .SelectMany(commit => commit.List("added").Concat(commit.List("modified")).Concat(commit.List("removed")))
            .Select(file => file.Text())
            .OfType<string>()
            .Distinct(StringComparer.Ordinal),
    ];

    private static JsonNode? At(JsonNode? node, ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            node = node is JsonObject map ? map[name] : null;
        return node;
    }
}
