using System.Text;
using System.Text.Json;

namespace Pipeline.Definitions.Documents;

/// <summary>Reads JSON into nodes with their places.</summary>
internal ref struct JsonDocumentReader
{
    private readonly ReadOnlySpan<byte> utf8;
    private readonly FaultList faults;
    private Utf8JsonReader reader;
    private int passedBytes;
    private int passedCharacters;
    private DocumentPlace place;
    private int values;

    private JsonDocumentReader(ReadOnlySpan<byte> utf8, FaultList faults)
    {
        this.utf8 = utf8;
        this.faults = faults;
        place = DocumentPlace.Start;
        reader = new(utf8, new JsonReaderOptions { MaxDepth = DocumentLimits.Depth, CommentHandling = JsonCommentHandling.Disallow });
    }

    /// <exception cref="DocumentSyntaxException">The text is not JSON or is too large.</exception>
    public static DocumentNode Read(string text, FaultList faults)
    {
        var document = new JsonDocumentReader(Encoding.UTF8.GetBytes(text), faults);
        try
        {
            document.reader.Read();
            var node = document.ReadNode("");
            document.reader.Read();
            return node;
        }
        catch (JsonException exception)
        {
            throw document.Explain(exception);
        }
    }

    private DocumentNode ReadNode(string path)
    {
        var start = Place();
        if (++values > DocumentLimits.Values)
            throw new DocumentSyntaxException(DefinitionFaultCode.TooLarge, $"The document has more than {DocumentLimits.Values} values.", start);

        return reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadMapping(path, start),
            JsonTokenType.StartArray => ReadSequence(path, start),
            JsonTokenType.Null => Scalar(ScalarKind.Null, "", start),
            JsonTokenType.True => Scalar(ScalarKind.Boolean, "true", start),
            JsonTokenType.False => Scalar(ScalarKind.Boolean, "false", start),
            JsonTokenType.Number => Scalar(ScalarKind.Number, Encoding.UTF8.GetString(reader.ValueSpan), start),
            _ => Scalar(ScalarKind.Text, ReadText(start), start),
        };
    }

    private readonly DocumentScalar Scalar(ScalarKind kind, string text, DocumentPlace start) => new(kind, text, start, passedCharacters);

    private DocumentMapping ReadMapping(string path, DocumentPlace start)
    {
        var fields = new List<DocumentField>();
        var seen = new Dictionary<string, DocumentPlace>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndObject)
        {
            var namePlace = Place();
            var name = ReadText(namePlace);
            reader.Read();
            var value = ReadNode(DocumentPath.Field(path, name));
            if (seen.TryAdd(name, namePlace))
                fields.Add(new(name, namePlace, value));
            else
                DocumentFaults.DuplicateField(faults, path, name, namePlace, seen[name]);
        }

        return new(fields, start);
    }

    private DocumentSequence ReadSequence(string path, DocumentPlace start)
    {
        var items = new List<DocumentNode>();
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
            items.Add(ReadNode(DocumentPath.Item(path, items.Count)));

        return new(items, start);
    }

    private readonly string ReadText(DocumentPlace start)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new DocumentSyntaxException(DefinitionFaultCode.Syntax, "The text holds half of a surrogate pair, which is no character.", start);
        }
    }

    /// <summary>The place of the current token. Tokens come in order, so the text is walked once.</summary>
    private DocumentPlace Place() => PlaceOf((int)reader.TokenStartIndex);

    private DocumentPlace PlaceOf(int offset)
    {
        var passed = utf8[passedBytes..offset];
        var lines = passed.Count((byte)'\n');
        var characters = Encoding.UTF8.GetCharCount(passed);
        var column = lines == 0 ? place.Column + characters : 1 + Encoding.UTF8.GetCharCount(passed[(passed.LastIndexOf((byte)'\n') + 1)..]);
        (passedBytes, passedCharacters, place) = (offset, passedCharacters + characters, new(place.Line + lines, column));
        return place;
    }

    private DocumentSyntaxException Explain(JsonException exception)
    {
        var rest = utf8;
        for (var line = exception.LineNumber ?? 0; line > 0; line--)
            rest = rest[(rest.IndexOf((byte)'\n') + 1)..];
        var bytes = (int)Math.Min(exception.BytePositionInLine ?? 0, rest.Length);
        var at = new DocumentPlace((int)(exception.LineNumber ?? 0) + 1, Encoding.UTF8.GetCharCount(rest[..bytes]) + 1);
        if (exception.Message.Contains("maximum configured depth", StringComparison.Ordinal))
            return new(DefinitionFaultCode.TooLarge, $"Maps and lists lie more than {DocumentLimits.Depth} deep within each other.", at);

        var message = exception.Message.Split(" LineNumber:")[0];
        return new(DefinitionFaultCode.Syntax, $"This is not JSON: {message}", at);
    }
}
