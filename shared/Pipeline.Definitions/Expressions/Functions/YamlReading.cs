using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Expressions.Evaluation;
using Pipeline.Definitions.Expressions.Values;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Pipeline.Definitions.Expressions.Functions;

/// <summary>
/// Reads YAML documents by their events, so that depth and size are bounded. Plain scalars mean what they mean in pipeline documents; an alias is
/// the anchored value itself, and every place where it occurs counts toward the size of a result.
/// </summary>
internal sealed class YamlReading(Call call, IParser parser)
{
    private const int LongestDocument = 500_000;
    private readonly Dictionary<AnchorName, object?> _anchors = [];

    /// <summary>The value of the only document; null when the text holds none.</summary>
    public static object? Read(Call call, string text)
    {
        var documents = Documents(call, text, most: 1);
        return documents.Count == 0 ? null : documents[0];
    }

    /// <summary>The values of all documents.</summary>
    public static BuiltList ReadAll(Call call, string text) => new(Documents(call, text, call.Context.Limits.Elements));

    private static List<object?> Documents(Call call, string text, int most)
    {
        if (text.Length > LongestDocument) throw call.Fail($"the text is longer than {LongestDocument} characters.");
        call.Context.Spend(1 + (text.Length / 16));
        try
        {
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            var documents = new List<object?>();
            while (!parser.Accept<StreamEnd>(out _))
            {
                if (documents.Count == most) throw call.Fail(most == 1 ? "the text holds more than one document; #readAllYaml reads them all." : $"the text holds more than {most} documents.");
                parser.Consume<DocumentStart>();
                documents.Add(new YamlReading(call, parser).ReadNode(depth: 0));
                parser.Consume<DocumentEnd>();
            }
            return documents;
        }
        catch (YamlException exception)
        {
            throw call.Fail($"the text is not YAML (line {exception.Start.Line}, column {exception.Start.Column}).");
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            // YamlDotNet's scanner throws these for some malformed documents instead of its own exception.
            throw call.Fail("the text is not YAML.");
        }
    }

    private object? ReadNode(int depth)
    {
        call.Context.Spend();
        call.Context.CheckDepth(depth);
        if (parser.TryConsume<AnchorAlias>(out var alias))
            return _anchors.TryGetValue(alias.Value, out var known) ? known : throw call.Fail($"the alias '*{alias.Value}' has no anchor before it.");
        var anchor = parser.Current is NodeEvent node ? node.Anchor : AnchorName.Empty;
        var value = parser.Current switch
        {
            Scalar => ReadScalar(parser.Consume<Scalar>()),
            SequenceStart => ReadSequence(depth),
            _ => ReadMapping(depth),
        };
        if (!anchor.IsEmpty) _anchors[anchor] = value;
        return value;
    }

    private BuiltList ReadSequence(int depth)
    {
        parser.Consume<SequenceStart>();
        var items = new List<object?>();
        while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(ReadNode(depth + 1));
        return new BuiltList(items);
    }

    private BuiltMap ReadMapping(int depth)
    {
        parser.Consume<MappingStart>();
        var map = new BuiltMap();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var key)) throw call.Fail("a key that is not a scalar cannot be read.");
            if (map.TryGet(key.Value, out _)) throw call.Fail($"the key '{key.Value}' occurs twice.");
            map.With(key.Value, ReadNode(depth + 1));
        }
        return map;
    }

    private static object? ReadScalar(Scalar scalar)
    {
        if (scalar.Style != ScalarStyle.Plain || scalar.Tag == "tag:yaml.org,2002:str" || scalar.Tag == "!") return scalar.Value;
        var (kind, text) = PlainScalar.Resolve(scalar.Value);
        return kind switch
        {
            ScalarKind.Null => null,
            ScalarKind.Boolean => text == "true",
            ScalarKind.Number => JsonValues.ParseNumber(text),
            _ => scalar.Value,
        };
    }
}
