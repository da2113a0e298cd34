using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.Simulators.FunctionsHost.Handlers;

/// <summary>An invocation as the host writes it: <c>{"Data":{…},"Metadata":{…}}</c>, texts JSON-encoded inside the JSON.</summary>
internal sealed class FunctionCall
{
    private static readonly JsonSerializerOptions _unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonObject _data = [];
    private readonly JsonObject _metadata = [];
    private readonly JsonObject _body;

    public FunctionCall(string function, TimeProvider time)
    {
        _body = new JsonObject { ["Data"] = _data, ["Metadata"] = _metadata };
        Function = WithSystemData(function, time);
    }

    /// <summary>The function.</summary>
    public string Function { get; }

    /// <summary>Adds a binding's text.</summary>
    public FunctionCall With(string binding, string? text)
    {
        _data[binding] = Encode(text);
        return this;
    }

    /// <summary>Adds a binding's object.</summary>
    public FunctionCall With(string binding, JsonObject value)
    {
        _data[binding] = value;
        return this;
    }

    /// <summary>Adds an activity's serialized input: the binding's value, and once more as data of the trigger.</summary>
    public FunctionCall WithActivityInput(string binding, string? input)
    {
        With(binding, input).WithMetadata(binding, input);
        if (input is null)
            return this;
        if (JsonNode.Parse(input) is not JsonObject properties)
        {
            _metadata["data"] = input;
            return this;
        }

        _metadata["data"] = properties;
        return WithProperties(properties);
    }

    /// <summary>Adds a queue message's text.</summary>
    public FunctionCall WithMessage(string binding, string text)
    {
        With(binding, text);
        try
        {
            return JsonNode.Parse(text) is JsonObject properties ? WithProperties(properties) : this;
        }
        catch (JsonException)
        {
            return this;
        }
    }

    /// <summary>Adds what a trigger tells beside its value, a number or a time: such are not encoded once more.</summary>
    public FunctionCall WithPlainMetadata(string name, string? value)
    {
        if (value is not null)
            _metadata[name] = value;
        return this;
    }

    /// <summary>Adds what a trigger tells beside its value, if it tells it.</summary>
    public FunctionCall WithMetadata(string name, string? text)
    {
        if (text is not null)
            _metadata[name] = Encode(text);
        return this;
    }

    /// <summary>The body, as often as the call is made.</summary>
    public string ToJson() => _body.ToJsonString(_unescaped);

    // The host takes the properties of a JSON text for data of the trigger, even over those of the trigger itself.
    private FunctionCall WithProperties(JsonObject properties)
    {
        foreach (var (name, value) in properties)
        {
            if (value is JsonObject nested)
                _metadata[Known(name)] = nested.DeepClone();
            else if (value is JsonValue)
                WithMetadata(Known(name), value.ToString());
        }

        return this;
    }

    private static string Encode(string? text) => JsonSerializer.Serialize(text, _unescaped);

    private string Known(string name) =>
        _metadata.FirstOrDefault(known => known.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Key ?? name;

    private string WithSystemData(string function, TimeProvider time)
    {
        _metadata["sys"] = new JsonObject
        {
            ["MethodName"] = function,
            ["UtcNow"] = time.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["RandGuid"] = Guid.NewGuid().ToString(),
        };
        return function;
    }
}
