using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipeline.Simulators.FunctionsHost.Functions;

/// <summary>A function of an app, as its folder's <c>function.json</c> declares it.</summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Bindings">Its trigger and other bindings.</param>
public sealed record FunctionFolder(string Name, IReadOnlyList<FunctionBinding> Bindings)
{
    /// <summary>The binding that triggers it.</summary>
    public FunctionBinding Trigger => Bindings.Single(static binding => binding.Type.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase));

    /// <summary>Its durable client; null when it has none.</summary>
    public FunctionBinding? DurableClient => Bindings.FirstOrDefault(static binding => binding.Is("durableClient"));

    /// <summary>Whether the host forwards its requests as they are: one HTTP trigger, one HTTP output, nothing else.</summary>
    public bool IsForwarded => Bindings.Count == 2 && Trigger.Is("httpTrigger") && Bindings.Any(static binding => binding.Is("http"));

    /// <summary>Reads the functions of an app in the order of their names, which is the order in which their routes are registered.</summary>
    public static IReadOnlyList<FunctionFolder> ReadAll(string app) =>
    [
        .. Directory.EnumerateFiles(app, "function.json", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
            .Select(static file => Parse(Path.GetFileName(Path.GetDirectoryName(file))!, File.ReadAllText(file)))
            .OrderBy(static function => function.Name, StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>Reads a <c>function.json</c>.</summary>
    public static FunctionFolder Parse(string name, string json) =>
        new(name, JsonSerializer.Deserialize(json, FunctionJson.Default.FunctionFile)!.Bindings);
}

/// <summary>A binding of a function.</summary>
public sealed record FunctionBinding
{
    /// <summary>Its name in invocations.</summary>
    public required string Name { get; init; }

    /// <summary>Its type, such as <c>httpTrigger</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Of an HTTP trigger: the route.</summary>
    public string? Route { get; init; }

    /// <summary>Of an HTTP trigger: the methods; null: all.</summary>
    public IReadOnlyList<string>? Methods { get; init; }

    /// <summary>Of a timer trigger: when, as a cron expression with seconds.</summary>
    public string? Schedule { get; init; }

    /// <summary>Of a queue trigger: the queue.</summary>
    public string? QueueName { get; init; }

    /// <summary>Whether it is of a type.</summary>
    public bool Is(string type) => string.Equals(Type, type, StringComparison.OrdinalIgnoreCase);
}

internal sealed record FunctionFile(IReadOnlyList<FunctionBinding> Bindings);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FunctionFile))]
internal sealed partial class FunctionJson : JsonSerializerContext;
