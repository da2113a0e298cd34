using System.Text.Json;

namespace Pipeline.Durable.FunctionsHost.Invocations;

/// <summary>What a custom handler answers an invocation with, as the body of a 200.</summary>
public sealed record FunctionReply
{
    /// <summary>What the function returns: of an orchestrator, the base64 of its response; of an activity, its result.</summary>
    public string? ReturnValue { get; init; }

    /// <summary>The values of output bindings by name.</summary>
    public IReadOnlyDictionary<string, HttpOutput> Outputs { get; init; } = new Dictionary<string, HttpOutput>();

    /// <summary>A reply that returns nothing.</summary>
    public static FunctionReply Nothing { get; } = new();

    /// <summary>A reply that answers an HTTP trigger through its output binding <c>res</c>.</summary>
    public static FunctionReply Http(int statusCode) => new()
    {
        Outputs = new Dictionary<string, HttpOutput> { ["res"] = new(statusCode) },
    };

    /// <summary>Writes the reply.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, InvocationJson.Brief.FunctionReply);
}

/// <summary>The answer of an HTTP function that is invoked by JSON.</summary>
/// <param name="StatusCode">Its HTTP status.</param>
public sealed record HttpOutput([property: System.Text.Json.Serialization.JsonPropertyName("statusCode")] int StatusCode);
