using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Pipeline.Definitions.Manifests.Reading;

/// <summary>
/// Reads YAML as Kubernetes' tools do (sigs.k8s.io/yaml, YAML 1.1): by its events, so that depth and size are bounded. Aliases and merge keys are
/// followed, and every place where an alias stands counts toward the size.
/// </summary>
internal sealed class ManifestYaml
{
    private const int MostNodes = 1_000_000;
    private const int MostDepth = 100;
    private const string MergeKey = "<<";

    private readonly IParser _parser;
    private readonly Dictionary<AnchorName, JsonNode?> _anchors = [];
    private int _nodes;

    private ManifestYaml(IParser parser) => _parser = parser;

    /// <summary>Reads all documents of a stream.</summary>
    public static bool TryRead(string text, List<JsonNode?> documents, [NotNullWhen(false)] out ManifestFault? fault)
    {
        try
        {
            var reading = new ManifestYaml(new Parser(new StringReader(text)));
            reading.ReadStream(documents);
            fault = null;
            return true;
        }
        catch (UnreadableException exception)
        {
            fault = new(documents.Count + 1, exception.Message);
        }
        catch (YamlException exception)
        {
            fault = new(documents.Count + 1, $"It is neither YAML nor JSON, from line {exception.Start.Line}, column {exception.Start.Column} on: {exception.Message.TrimEnd('.')}.");
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            // YamlDotNet's scanner throws these for some malformed documents instead of its own exception.
            fault = new(documents.Count + 1, "It is neither YAML nor JSON.");
        }

        return false;
    }

    private void ReadStream(List<JsonNode?> documents)
    {
        _parser.Consume<StreamStart>();
        while (!_parser.Accept<StreamEnd>(out _))
        {
            _parser.Consume<DocumentStart>();
            _anchors.Clear();
            documents.Add(Read(depth: 0));
            _parser.Consume<DocumentEnd>();
        }
    }

    private JsonNode? Read(int depth)
    {
        Count(depth);
        if (_parser.TryConsume<AnchorAlias>(out var alias))
            return Copy(alias, depth);

        var anchor = _parser.Current is NodeEvent node ? node.Anchor : AnchorName.Empty;
        var value = _parser.Current switch
        {
            Scalar => Value(_parser.Consume<Scalar>()),
            SequenceStart => ReadList(depth),
            _ => ReadMap(depth),
        };
        if (!anchor.IsEmpty)
            _anchors[anchor] = value;
        return value;
    }

    private JsonArray ReadList(int depth)
    {
        _parser.Consume<SequenceStart>();
        var list = new JsonArray();
        while (!_parser.TryConsume<SequenceEnd>(out _))
            list.Add(Read(depth + 1));
        return list;
    }

    private JsonObject ReadMap(int depth)
    {
        _parser.Consume<MappingStart>();
        var map = new JsonObject();
        var merged = new List<JsonObject>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var key))
                throw new UnreadableException($"On line {_parser.Current?.Start.Line} a key is a map or a list; keys are texts.");

            var value = Read(depth + 1);
            if (key.Value == MergeKey && key.Style == ScalarStyle.Plain)
                merged.AddRange(Merged(value, key));
            else if (!map.TryAdd(key.Value, value))
                throw new UnreadableException($"The key '{key.Value}' is given twice in one map, again on line {key.Start.Line}.");
        }

        foreach (var (name, value) in merged.SelectMany(each => each))
        {
            if (!map.ContainsKey(name))
                map[name] = value?.DeepClone();
        }

        return map;
    }

    private static IEnumerable<JsonObject> Merged(JsonNode? value, Scalar key) => value switch
    {
        JsonObject map => [map],
        JsonArray list when list.All(each => each is JsonObject) => list.Select(each => each!.AsObject()),
        _ => throw new UnreadableException($"What '<<' on line {key.Start.Line} merges is neither a map nor a list of maps."),
    };

    private JsonNode? Copy(AnchorAlias alias, int depth)
    {
        if (!_anchors.TryGetValue(alias.Value, out var known))
            throw new UnreadableException($"The alias '*{alias.Value}' on line {alias.Start.Line} has no anchor before it.");

        CountAll(known, depth);
        return known?.DeepClone();
    }

    private void CountAll(JsonNode? node, int depth)
    {
        Count(depth);
        foreach (var each in node switch { JsonObject map => map.Select(field => field.Value), JsonArray list => list, _ => [] })
            CountAll(each, depth + 1);
    }

    private void Count(int depth)
    {
        if (depth > MostDepth)
            throw new UnreadableException($"It is nested deeper than {MostDepth} levels.");
        if (++_nodes > MostNodes)
            throw new UnreadableException($"It has more than {MostNodes:N0} values, those of its aliases counted.");
    }

    private static JsonNode? Value(Scalar scalar) =>
        scalar.Style != ScalarStyle.Plain || scalar.Tag == "tag:yaml.org,2002:str" || scalar.Tag == "!" ? JsonValue.Create(scalar.Value) : ManifestScalar.Resolve(scalar.Value);

    private sealed class UnreadableException(string message) : Exception(message);
}
