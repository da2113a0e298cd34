using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Pipeline.Definitions.Documents;

/// <summary>Writes a tree as a YAML document: block style, quotation marks only where a text would otherwise read as something else.</summary>
internal static class YamlDocumentWriter
{
    /// <summary>Readers take keys of 1,024 characters as they stand there, and one character may stand there as six.</summary>
    private const int LongestSimpleKey = 160;

    private static readonly EmitterSettings Settings = new(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, LongestSimpleKey);

    public static string Write(JsonObject document)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text, Settings);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, document);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Emit(Emitter emitter, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, map.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (name, value) in map)
                {
                    emitter.Emit(TextScalar(name, isKey: true));
                    Emit(emitter, value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray list:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, list.All(item => item is JsonValue) ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in list)
                    Emit(emitter, item);

                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value when value.GetValueKind() is JsonValueKind.String:
                emitter.Emit(TextScalar(value.GetValue<string>(), isKey: false));
                break;
            default:
                emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, node?.ToJsonString() ?? "null", ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false));
                break;
        }
    }

    private static Scalar TextScalar(string text, bool isKey) =>
        new(AnchorName.Empty, TagName.Empty, text, StyleOf(text, isKey), isPlainImplicit: true, isQuotedImplicit: true);

    private static ScalarStyle StyleOf(string text, bool isKey)
    {
        if (!isKey && text.Contains('\n') && IsFitForBlock(text))
            return ScalarStyle.Literal;

        // YAML 1.1 readers take words such as on and yes for booleans; quoting them means the same everywhere.
        var isPlain = text.Length is > 0 and <= 512
            && (char.IsAsciiLetter(text[0]) || text[0] is '/' || (char.IsAsciiDigit(text[0]) && text.Any(char.IsAsciiLetter) && text.All(char.IsAsciiLetterOrDigit)))
            && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.' or '/' or '+' or '=' or '(' or ')' or ';' or ' ')
            && text[^1] != ' '
            && !IsWordOfOldYaml(text)
            && PlainScalar.Resolve(text).Kind is ScalarKind.Text;
        return isPlain ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted;
    }

    private static bool IsFitForBlock(string text) =>
        text[0] is not (' ' or '\t' or '\n')
        && !text.Contains(" \n", StringComparison.Ordinal)
        && text.All(character => character is '\n' || (character is >= ' ' and not ('\u007f' or '\u0085' or '\u00a0' or '\ufeff' or '\u2028' or '\u2029') && !char.IsControl(character) && !char.IsSurrogate(character)));

    private static bool IsWordOfOldYaml(string text) =>
        text.ToUpperInvariant() is "Y" or "YES" or "N" or "NO" or "ON" or "OFF" or "TRUE" or "FALSE" or "NULL";
}
