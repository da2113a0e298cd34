using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.Stages.Secrets;

/// <summary>
/// Takes secrets out of what is shown or kept: logs, outputs, errors. It knows a secret plain, line by line, JSON-escaped, URL-encoded and
/// inside Base64 at any alignment. A log may be masked line by line: no line of a secret needs the others to be found.
/// </summary>
/// <remarks>A secret of fewer than <see cref="ShortestSecret"/> characters is not masked: it would take ordinary text with it.</remarks>
public sealed class SecretMask
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Replacement = "***";

    /// <summary>The shortest secret that is masked, in characters.</summary>
    public const int ShortestSecret = 4;

    private readonly SearchValues<string>? _search;
    private readonly ILookup<char, string> _forms;

    /// <summary>A mask for these secrets.</summary>
    public SecretMask(IEnumerable<string> secrets)
    {
        var forms = secrets.Where(secret => secret.Trim().Length >= ShortestSecret).SelectMany(SecretForms.Of).Distinct().ToArray();
        _search = forms.Length == 0 ? null : SearchValues.Create(forms, StringComparison.Ordinal);
        _forms = forms.OrderByDescending(form => form.Length).ToLookup(form => form[0]);
    }

    /// <summary>A mask that knows no secret.</summary>
    public static SecretMask None { get; } = new([]);

    /// <summary>The text with every secret replaced. Secrets that overlap are replaced as one.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public string? Apply(string? text)
    {
        if (text is null || _search is null)
            return text;

        var start = text.AsSpan().IndexOfAny(_search);
        if (start < 0)
            return text;

        var masked = new StringBuilder();
        var copied = 0;
        while (start >= 0)
        {
            var end = EndOfOverlap(text, start);
            masked.Append(text, copied, start - copied).Append(Replacement);
            copied = end;
            var next = text.AsSpan(end).IndexOfAny(_search);
            start = next < 0 ? -1 : end + next;
        }

        return masked.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>A copy with every secret replaced in texts, in property names and in numbers.</summary>
    [return: NotNullIfNotNull(nameof(node))]
    public JsonNode? Apply(JsonNode? node)
    {
        switch (node)
        {
            case null:
                return null;
            case JsonObject properties:
                var masked = new JsonObject();
                foreach (var (name, value) in properties)
                    masked[Apply(name)] = Apply(value);
                return masked;
            case JsonArray items:
                return new JsonArray([.. items.Select(Apply)]);
            default:
                if (_search is null)
                    return node.DeepClone();
                var text = TextOf(node.AsValue());
                var hidden = Apply(text);
                return hidden == text ? node.DeepClone() : JsonValue.Create(hidden);
        }
    }

    // A value made of a time or a duration is a text in JSON, but not to JsonValue.
    private static string TextOf(JsonValue value)
    {
        if (value.TryGetValue<string>(out var text))
            return text;

        var json = value.ToJsonString();
        return value.GetValueKind() == JsonValueKind.String ? JsonNode.Parse(json)!.GetValue<string>() : json;
    }

    /// <summary>Where the secret that begins here ends, and all that begin before its end.</summary>
    private int EndOfOverlap(string text, int start)
    {
        var end = start;
        for (var at = start; at == start || at < end; at++)
        {
            var rest = text.AsSpan(at);
            foreach (var form in _forms[text[at]])
            {
                if (!rest.StartsWith(form, StringComparison.Ordinal))
                    continue;

                end = Math.Max(end, at + form.Length);
                break;
            }
        }

        return end;
    }
}
