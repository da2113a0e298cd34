using System.Text.Json;

namespace Pipeline.Durable.FunctionsHost.Invocations;

/// <summary>
/// A call that the Functions host makes of one of a custom handler's functions: <c>POST /{function}</c> with
/// <c>{"Data":{binding:value},"Metadata":{…}}</c>. Texts are JSON-encoded inside the JSON (azure-functions-host,
/// <c>ScriptInvocationContextExtensions</c>).
/// </summary>
/// <param name="Data">The values of the function's bindings by name.</param>
/// <param name="Metadata">What else the trigger tells, by name.</param>
public sealed record FunctionInvocation(IReadOnlyDictionary<string, JsonElement> Data, IReadOnlyDictionary<string, JsonElement> Metadata)
{
    /// <summary>Reads an invocation.</summary>
    /// <exception cref="FormatException">It is not of that form.</exception>
    public static async Task<FunctionInvocation> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        try
        {
            var message = await JsonSerializer.DeserializeAsync(body, InvocationJson.Default.Message, cancellationToken);
            return message?.Data is { } data
                ? new FunctionInvocation(data, message.Metadata ?? [])
                : throw new FormatException("The invocation has no 'Data'.");
        }
        catch (JsonException exception)
        {
            throw new FormatException("The invocation is no JSON object with 'Data' and 'Metadata'.", exception);
        }
    }

    /// <summary>A binding's value as text: what the trigger handed to the host.</summary>
    /// <exception cref="FormatException">There is no such binding, or its value is no text.</exception>
    public string? Text(string binding) => Data.TryGetValue(binding, out var value)
        ? Decode(binding, value)
        : throw new FormatException($"The invocation has no value for the binding '{binding}'; it has {string.Join(", ", Data.Keys.Order(StringComparer.Ordinal))}.");

    /// <summary>A trigger's metadata as text; null when it tells nothing of that name. Numbers and times come without being encoded once more.</summary>
    /// <exception cref="FormatException">It begins as an encoded text and is none.</exception>
    public string? MetadataText(string name) => Metadata.TryGetValue(name, out var value)
        ? value.ValueKind is JsonValueKind.String && !value.GetString()!.StartsWith('"') ? value.GetString() : Decode(name, value)
        : null;

    private static string? Decode(string name, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Null)
            return null;
        if (value.ValueKind is not JsonValueKind.String)
            return value.GetRawText();
        try
        {
            return JsonSerializer.Deserialize(value.GetString()!, InvocationJson.Default.String);
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The value of '{name}' is no text that is JSON-encoded inside the JSON.", exception);
        }
    }

    internal sealed record Message(Dictionary<string, JsonElement>? Data, Dictionary<string, JsonElement>? Metadata);
}
