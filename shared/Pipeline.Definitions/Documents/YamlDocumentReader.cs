using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Pipeline.Definitions.Documents;

/// <summary>Reads one YAML document into nodes with their places. Aliases share a node; what they stand for counts against the limits each time.</summary>
internal sealed class YamlDocumentReader
{
    private const string CoreTag = "tag:yaml.org,2002:";

    private readonly Parser parser;
    private readonly FaultList faults;
    private readonly Dictionary<string, Extent> anchors = new(StringComparer.Ordinal);
    private int values;

    private YamlDocumentReader(string text, FaultList faults)
    {
        parser = new(new Scanner(new StringReader(text)));
        this.faults = faults;
    }

    /// <exception cref="DocumentSyntaxException">The text is not one YAML document or is too large.</exception>
    public static DocumentNode Read(string text, FaultList faults)
    {
        var reader = new YamlDocumentReader(text, faults);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException exception)
        {
            var message = exception.Message.Contains("tab", StringComparison.OrdinalIgnoreCase)
                ? $"{exception.Message} YAML indents with spaces only."
                : exception.Message;
            throw Fault($"This is not YAML: {message}", exception.Start);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            // The scanner's own slips on malformed text (a version directive out of range, say) are faults of the text, not of the caller.
            throw Fault($"This is not YAML: {exception.Message}", reader.parser.Current?.End ?? Mark.Empty);
        }
    }

    private DocumentNode ReadDocument()
    {
        Next();
        Next();
        if (parser.Current is StreamEnd)
            throw Fault("The document is empty.", Mark.Empty);

        Next();
        var node = ReadNode("", 1).Node;
        Next();
        Next();
        if (parser.Current is DocumentStart another)
            throw Fault("A second document starts here; give each pipeline a document of its own.", another.Start);

        return node;
    }

    /// <summary>Reads the node that the current event starts and leaves its last event current.</summary>
    private Extent ReadNode(string path, int depth)
    {
        if (parser.Current is AnchorAlias alias)
            return Expand(alias, depth);

        // On some malformed text the parser ends a map after a name, without an empty value.
        if (parser.Current is not NodeEvent read)
            throw Fault("A value is missing here.", parser.Current?.Start ?? Mark.Empty);

        Count(1, read.Start);
        if (read is not Scalar && depth > DocumentLimits.Depth)
            throw TooDeep(read.Start);

        var extent = read switch
        {
            Scalar scalar => new(ReadScalar(scalar), 1, 0),
            MappingStart mapping => ReadMapping(mapping, path, depth),
            SequenceStart sequence => ReadSequence(sequence, path, depth),
            _ => throw Fault("This is no value.", read.Start),
        };
        if (!read.Anchor.IsEmpty)
            anchors[read.Anchor.Value] = extent;

        return extent;
    }

    private Extent Expand(AnchorAlias alias, int depth)
    {
        if (!anchors.TryGetValue(alias.Value.Value, out var extent))
            throw Fault($"The alias '*{DocumentFaults.Shorten(alias.Value.Value)}' stands before or inside what it stands for; anchor it with '&{DocumentFaults.Shorten(alias.Value.Value)}' further up.", alias.Start);

        Count(extent.Values, alias.Start);
        return depth + extent.Height - 1 > DocumentLimits.Depth ? throw TooDeep(alias.Start) : extent;
    }

    private Extent ReadMapping(MappingStart start, string path, int depth)
    {
        RefuseTag(start, "map");
        var (before, height) = (values, 0);
        var fields = new List<DocumentField>();
        var seen = new Dictionary<string, DocumentPlace>(StringComparer.Ordinal);
        for (Next(); parser.Current is not MappingEnd; Next())
        {
            if (parser.Current is not Scalar key)
                throw Fault("A field's name must be a plain text.", parser.Current!.Start);
            if (key is { Value: "<<", Style: ScalarStyle.Plain })
                throw Fault("Merge keys (<<) are not part of YAML 1.2; write the fields out.", key.Start);

            Next();
            var extent = ReadNode(DocumentPath.Field(path, key.Value), depth + 1);
            height = Math.Max(height, extent.Height);
            if (seen.TryAdd(key.Value, PlaceOf(key.Start)))
                fields.Add(new(key.Value, PlaceOf(key.Start), extent.Node));
            else
                DocumentFaults.DuplicateField(faults, path, key.Value, PlaceOf(key.Start), seen[key.Value]);
        }

        return new(new DocumentMapping(fields, PlaceOf(start.Start)), values - before + 1, height + 1);
    }

    private Extent ReadSequence(SequenceStart start, string path, int depth)
    {
        RefuseTag(start, "seq");
        var (before, height) = (values, 0);
        var items = new List<DocumentNode>();
        for (Next(); parser.Current is not SequenceEnd; Next())
        {
            var extent = ReadNode(DocumentPath.Item(path, items.Count), depth + 1);
            height = Math.Max(height, extent.Height);
            items.Add(extent.Node);
        }

        return new(new DocumentSequence(items, PlaceOf(start.Start)), values - before + 1, height + 1);
    }

    private static DocumentScalar ReadScalar(Scalar scalar)
    {
        if (UnpairedSurrogates.IndexIn(scalar.Value) >= 0)
            throw Fault("The text holds half of a surrogate pair, which is no character.", scalar.Start);

        var place = PlaceOf(scalar.Start);
        var offset = (int)scalar.Start.Index;
        if (scalar.Tag.IsEmpty && scalar.Style is ScalarStyle.Plain)
        {
            var (kind, text) = PlainScalar.Resolve(scalar.Value);
            return new(kind, text, place, offset);
        }

        if (scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific || scalar.Tag.Value == $"{CoreTag}str")
            return new(ScalarKind.Text, scalar.Value, place, offset);

        var resolved = PlainScalar.Resolve(scalar.Value);
        var tagged = scalar.Tag.Value switch
        {
            $"{CoreTag}null" => ScalarKind.Null,
            $"{CoreTag}bool" => ScalarKind.Boolean,
            $"{CoreTag}int" or $"{CoreTag}float" => ScalarKind.Number,
            _ => throw UnknownTag(scalar),
        };
        return tagged == resolved.Kind
            ? new(resolved.Kind, resolved.Text, place, offset)
            : throw Fault($"'{DocumentFaults.Shorten(scalar.Value)}' is not what its tag says.", scalar.Start);
    }

    private static void RefuseTag(NodeEvent node, string core)
    {
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific && node.Tag.Value != CoreTag + core)
            throw UnknownTag(node);
    }

    private void Next()
    {
        if (!parser.MoveNext())
            throw Fault("The document ends in the middle of a value.", parser.Current?.End ?? Mark.Empty);
    }

    private void Count(int more, Mark mark)
    {
        values += more;
        if (values > DocumentLimits.Values)
            throw new DocumentSyntaxException(DefinitionFaultCode.TooLarge, $"The document has more than {DocumentLimits.Values} values, aliases written out.", PlaceOf(mark));
    }

    private static DocumentSyntaxException TooDeep(Mark mark) =>
        new(DefinitionFaultCode.TooLarge, $"Maps and lists lie more than {DocumentLimits.Depth} deep within each other.", PlaceOf(mark));

    private static DocumentSyntaxException UnknownTag(NodeEvent node) =>
        Fault($"The tag '{DocumentFaults.Shorten(node.Tag.Value)}' is not known here; leave it out.", node.Start);

    private static DocumentSyntaxException Fault(string message, Mark mark) => new(DefinitionFaultCode.Syntax, message, PlaceOf(mark));

    private static DocumentPlace PlaceOf(Mark mark) => new((int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

    /// <summary>A node with the number of values in it and the depth of maps and lists in it.</summary>
    private sealed record Extent(DocumentNode Node, int Values, int Height);
}
