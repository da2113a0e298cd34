using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipeline.Functions.Triggers.Declarations;

/// <summary>A function of the app, as the Functions host must know it: its folder and what its <c>function.json</c> says.</summary>
/// <param name="Name">The folder's name, which is the path of its invocations.</param>
/// <param name="Bindings">Its trigger first, then what else it is given or answers through.</param>
internal sealed record FunctionDeclaration(
    [property: JsonIgnore] string Name, [property: JsonPropertyName("bindings")] IReadOnlyList<FunctionBinding> Bindings)
{
    /// <summary>The content of its <c>function.json</c>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, FunctionDeclarationJson.Default.FunctionDeclaration) + "\n";
}

/// <summary>A binding of a function. Only the fields of its type are set.</summary>
internal sealed record FunctionBinding
{
    /// <summary>The type of trigger, input or output.</summary>
    public required string Type { get; init; }

    /// <summary><c>in</c> or <c>out</c>.</summary>
    public string Direction { get; init; } = "in";

    /// <summary>Its name in invocations.</summary>
    public required string Name { get; init; }

    /// <summary>Of an HTTP trigger: whether the host asks for a key. It never does; the app knows its callers itself.</summary>
    public string? AuthLevel { get; init; }

    /// <summary>Of an HTTP trigger: the route.</summary>
    public string? Route { get; init; }

    /// <summary>Of an HTTP trigger: its methods; null: all.</summary>
    public IReadOnlyList<string>? Methods { get; init; }

    /// <summary>Of a timer: when, as six fields from seconds to days of the week, in UTC.</summary>
    public string? Schedule { get; init; }

    /// <summary>Of a queue: its name.</summary>
    public string? QueueName { get; init; }

    /// <summary>Of a queue: the setting that names its storage account.</summary>
    public string? Connection { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(FunctionDeclaration))]
internal sealed partial class FunctionDeclarationJson : JsonSerializerContext;
