using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Import.Spinnaker;

/// <summary>
/// A map of the input that remembers which of its fields were read. What nobody has read by the end lands in the report, so that nothing is
/// dropped without a word, also of releases of Spinnaker that are newer than this code.
/// </summary>
internal sealed class SpinnakerObject(JsonObject fields, string path, ImportReport report)
{
    private readonly HashSet<string> read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> wrong = new(StringComparer.Ordinal);
    private readonly List<SpinnakerObject> children = [];

    public string Path { get; } = path;

    public ImportReport Report { get; } = report;

    /// <summary>The names of the fields that nobody has read yet.</summary>
    public IReadOnlyList<string> Unread => [.. fields.Select(pair => pair.Key).Where(name => !read.Contains(name))];

    /// <summary>Whether the field was read, or need not be.</summary>
    public bool HasRead(string name) => read.Contains(name);

    public string PathOf(string name) => DocumentPath.Field(Path, name);

    /// <summary>Whether the field is there and says something: not null, an empty text, list or map.</summary>
    public bool Says(string name) => fields[name] switch
    {
        null => false,
        JsonArray list => list.Count > 0,
        JsonObject map => map.Count > 0,
        var value => ScalarText(value) is not "",
    };

    /// <summary>Whether the field is a text with an expression in it.</summary>
    public bool HoldsExpression(string name) => fields[name] is { } value && ScalarText(value)?.Contains("${", StringComparison.Ordinal) == true;

    /// <summary>The value of a field, of whatever type; it counts as read.</summary>
    public JsonNode? Take(string name)
    {
        read.Add(name);
        return fields[name]?.DeepClone();
    }

    /// <summary>A text; numbers and booleans as they are written. Anything else stays unread.</summary>
    public string? Text(string name) => Read(name, ScalarText, "a text");

    /// <summary>A text that says something.</summary>
    public string? TextIfAny(string name) => Text(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>True or false, also as a text. Anything else stays unread.</summary>
    public bool? Boolean(string name)
    {
        var text = Read(name, value => ScalarText(value) is { } text && (text.Length == 0 || bool.TryParse(text, out _)) ? text : null, "true or false");
        return string.IsNullOrEmpty(text) ? null : bool.Parse(text);
    }

    /// <summary>A number, also as a text. Anything else stays unread.</summary>
    public decimal? Number(string name)
    {
        var text = Read(name, value => ScalarText(value) is { } text && (text.Length == 0 || TryNumber(text, out _)) ? text : null, "a number");
        return text is { Length: > 0 } && TryNumber(text, out var number) ? number : null;
    }

    public SpinnakerObject? Map(string name)
    {
        var map = Read(name, value => value as JsonObject, "a map");
        return map is null ? null : Child(map, PathOf(name));
    }

    /// <summary>The maps of a list; what else is in it is reported.</summary>
    public IReadOnlyList<SpinnakerObject> Maps(string name)
    {
        var maps = new List<SpinnakerObject>();
        foreach (var (index, item) in (Read(name, value => value as JsonArray, "a list") ?? []).Index())
        {
            var place = DocumentPath.Item(PathOf(name), index);
            if (item is JsonObject map)
                maps.Add(Child(map, place));
            else
                Report.Miss(place, "an entry of the list", "it is no map", "Look at what it was meant for.");
        }

        return maps;
    }

    /// <summary>The texts of a list; what else is in it is reported.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        var texts = new List<string>();
        foreach (var (index, item) in (Read(name, value => value as JsonArray, "a list") ?? []).Index())
        {
            if (item is not null && ScalarText(item) is { } text)
                texts.Add(text);
            else
                Report.Miss(DocumentPath.Item(PathOf(name), index), "an entry of the list", "it is no text", "Look at what it was meant for.");
        }

        return texts;
    }

    /// <summary>Notes fields that mean nothing here.</summary>
    public void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (fields.ContainsKey(name) && read.Add(name))
                Report.Ignore(PathOf(name));
        }
    }

    /// <summary>Notes a field that has no counterpart, or, where it says nothing or <c>false</c>, that it need not have one.</summary>
    public void Miss(string name, string what, string why, string instead)
    {
        if (!Says(name) || ScalarText(fields[name]!) is "false")
        {
            Ignore(name);
            return;
        }

        read.Add(name);
        Report.Miss(PathOf(name), what, why, instead);
    }

    /// <summary>Reports what was not read, here and in the maps that were looked into.</summary>
    public void ReportUnread()
    {
        foreach (var name in Unread)
        {
            Report.Miss(
                PathOf(name),
                $"the field '{DocumentFaults.Shorten(name)}'",
                wrong.TryGetValue(name, out var expected) ? $"it is not {expected}, which is what can be taken over" : "no counterpart",
                wrong.ContainsKey(name) ? $"Write {expected} into the document, or leave it out." : "Look at what it does for this pipeline; nothing of it is in the document.");
        }

        foreach (var child in children)
            child.ReportUnread();
    }

    /// <summary>The scalar as text; null for lists and maps.</summary>
    public static string? ScalarText(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.ToJsonString(),
        _ => null,
    };

    private T? Read<T>(string name, Func<JsonNode, T?> convert, string expected)
        where T : class
    {
        if (fields[name] is not { } value)
        {
            read.Add(name);
            return null;
        }

        if (convert(value) is not { } converted)
        {
            wrong[name] = expected;
            return null;
        }

        read.Add(name);
        return converted;
    }

    private SpinnakerObject Child(JsonObject map, string at)
    {
        var child = new SpinnakerObject(map, at, Report);
        children.Add(child);
        return child;
    }

    private static bool TryNumber(string text, out decimal number) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
