using System.Globalization;
using System.Text.Json.Nodes;

namespace Pipeline.Infrastructure.Tests.Bicep;

/// <summary>
/// Works out the expressions that the compiler leaves in a snapshot as far as it can be done without Azure: settings are put together from what
/// only a deployment knows. That part stays as its expression's text in angle quotes.
/// </summary>
internal sealed class ArmExpressions(IReadOnlyDictionary<string, string> parameters, JsonObject variables)
{
    private static readonly JsonObject Cloud = new()
    {
        ["suffixes"] = new JsonObject { ["storage"] = "core.windows.net", ["keyvaultDns"] = ".vault.azure.net" },
        ["authentication"] = new JsonObject { ["loginEndpoint"] = "https://login.microsoftonline.com/" },
    };

    /// <summary>A copy of the node without expressions.</summary>
    public JsonNode Resolve(JsonNode node) => node switch
    {
        JsonObject values => new JsonObject(values.Select(pair => KeyValuePair.Create(Evaluate(pair.Key).ToString(), pair.Value is null ? null : Resolve(pair.Value)))),
        JsonArray items => new JsonArray([.. items.Select(item => item is null ? null : Resolve(item))]),
        JsonValue value when value.TryGetValue<string>(out var text) => Evaluate(text),
        _ => node.DeepClone(),
    };

    private JsonNode Evaluate(string text)
    {
        if (!text.StartsWith('[') || text.StartsWith("[[", StringComparison.Ordinal))
            return JsonValue.Create(text);

        var reader = new Reader(text[1..^1]);
        var value = Read(reader);
        Assert.True(reader.IsAtEnd, $"'{text}' is not understood from character {reader.Position} on.");
        return value;
    }

    private JsonNode Read(Reader reader)
    {
        reader.SkipSpace();
        var start = reader.Position;
        JsonNode? value;
        if (reader.Peek == '\'')
            value = JsonValue.Create(reader.Quoted());
        else if (char.IsDigit(reader.Peek) || reader.Peek == '-')
            value = JsonValue.Create(int.Parse(reader.Word(), CultureInfo.InvariantCulture));
        else
            value = Call(reader.Word(), Arguments(reader));

        while (!reader.IsAtEnd && reader.Peek is '.' or '[')
        {
            var isName = reader.Take() == '.';
            var key = isName ? JsonValue.Create(reader.Word()) : Read(reader);
            if (!isName)
                reader.Expect(']');
            value = value switch
            {
                JsonObject values => values[key.ToString()]?.DeepClone(),
                JsonArray items => items[key.GetValue<int>()]?.DeepClone(),
                _ => null,
            };
        }

        return value ?? JsonValue.Create($"«{reader.Since(start)}»");
    }

    private List<JsonNode> Arguments(Reader reader)
    {
        var arguments = new List<JsonNode>();
        reader.Expect('(');
        while (reader.Peek != ')')
        {
            arguments.Add(Read(reader));
            if (reader.Peek == ',')
                reader.Take();
            reader.SkipSpace();
        }

        reader.Expect(')');
        return arguments;
    }

    /// <summary>The value of a call; null: only Azure knows it.</summary>
    private JsonNode? Call(string function, List<JsonNode> arguments) => function switch
    {
        "createObject" => new JsonObject(arguments.Chunk(2).Select(pair => KeyValuePair.Create(pair[0].ToString(), (JsonNode?)pair[1]))),
        "createArray" => new JsonArray([.. arguments]),
        "union" => Union(arguments),
        "format" => JsonValue.Create(string.Format(CultureInfo.InvariantCulture, arguments[0].ToString(), [.. arguments.Skip(1).Select(argument => argument.ToString())])),
        "empty" when !IsUnknown(arguments[0]) => JsonValue.Create(arguments[0].ToString().Length == 0),
        "not" when !IsUnknown(arguments[0]) => JsonValue.Create(!arguments[0].GetValue<bool>()),
        "if" when !IsUnknown(arguments[0]) => (arguments[0].GetValue<bool>() ? arguments[1] : arguments[2]).DeepClone(),
        "environment" => Cloud.DeepClone(),
        "parameters" when parameters.TryGetValue(arguments[0].ToString(), out var parameter) => JsonValue.Create(parameter),
        "split" when !arguments.Exists(IsUnknown) => new JsonArray([.. arguments[0].ToString().Split(arguments[1].ToString()).Select(part => JsonValue.Create(part))]),
        // The only filter that the compiler writes by itself: a name's parts but for empty ones.
        "filter" when arguments[0] is JsonArray parts => new JsonArray([.. parts.Where(part => part!.ToString().Length > 0).Select(part => part!.DeepClone())]),
        "resourceId" when !arguments.Exists(IsUnknown) => JsonValue.Create(IdOf([.. arguments.Select(argument => argument.ToString())])),
        "variables" when variables[arguments[0].ToString()] is { } variable => Resolve(variable),
        _ => null,
    };

    // resourceId(subscription, group, 'namespace/type/type', name, name), as the compiler writes it.
    private static string IdOf(string[] arguments)
    {
        var type = arguments[2].Split('/');
        var names = type[1..].Zip(arguments[3..], static (kind, name) => $"{kind}/{name}");
        return $"/subscriptions/{arguments[0]}/resourceGroups/{arguments[1]}/providers/{type[0]}/{string.Join('/', names)}";
    }

    private static bool IsUnknown(JsonNode node) => node is JsonValue value && value.TryGetValue<string>(out var text) && text.StartsWith('«');

    private static JsonObject Union(IEnumerable<JsonNode> objects)
    {
        var union = new JsonObject();
        foreach (var (key, value) in objects.SelectMany(static values => values.AsObject()))
            union[key] = value?.DeepClone();
        return union;
    }

    private sealed class Reader(string text)
    {
        public int Position { get; private set; }

        public bool IsAtEnd => Position == text.Length;

        public char Peek => IsAtEnd ? '\0' : text[Position];

        public char Take() => text[Position++];

        public string Since(int start) => text[start..Position];

        public void SkipSpace()
        {
            while (Peek == ' ')
                Position++;
        }

        public void Expect(char expected) => Assert.Equal(expected, Take());

        public string Word()
        {
            var start = Position;
            while (char.IsLetterOrDigit(Peek) || Peek is '_' or '-')
                Position++;
            Assert.NotEqual(start, Position);
            return Since(start);
        }

        public string Quoted()
        {
            var value = new System.Text.StringBuilder();
            Take();
            while (true)
            {
                var next = Take();
                if (next == '\'' && Peek != '\'')
                    return value.ToString();
                if (next == '\'')
                    Take();
                value.Append(next);
            }
        }
    }
}
