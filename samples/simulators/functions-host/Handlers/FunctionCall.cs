using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.Simulators.FunctionsHost.Handlers;

/// <summary>An invocation as the host writes it: <c>{"Data":{…},"Metadata":{…}}</c>, texts JSON-encoded inside the JSON.</summary>
internal sealed class FunctionCall
{
    private readonly JsonObject _data = [];
    private readonly JsonObject _metadata = [];

    public FunctionCall(string function, TimeProvider time) => Function = WithSystemData(function, time);

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

    /// <summary>Adds what a trigger tells beside its value.</summary>
    public FunctionCall WithMetadata(string name, string? text)
    {
        _metadata[name] = Encode(text);
        return this;
    }

    /// <summary>Adds what a trigger tells as JSON of its own.</summary>
    public FunctionCall WithMetadata(string name, JsonNode? value)
    {
        _metadata[name] = value;
        return this;
    }

    /// <summary>The body.</summary>
    public string ToJson() => new JsonObject { ["Data"] = _data.DeepClone(), ["Metadata"] = _metadata.DeepClone() }.ToJsonString();

    private static string Encode(string? text) => text is null ? "null" : JsonSerializer.Serialize(text);

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
