using System.Text.Json.Nodes;

namespace Pipeline.Infrastructure.Tests.Bicep;

/// <summary>What a variant deploys, as the compiler predicts it: every loop unrolled, every module in its place.</summary>
/// <param name="Resources">The resources whose condition holds.</param>
/// <param name="Outputs">The template's outputs.</param>
internal sealed record Snapshot(IReadOnlyList<Resource> Resources, JsonObject Outputs)
{
    public const string Subscription = "00000000-0000-0000-0000-00000000000a";
    public const string Tenant = "00000000-0000-0000-0000-00000000000b";
    public const string Group = "group";

    /// <summary>The only resource of a type.</summary>
    public Resource Single(string type) => Assert.Single(Of(type));

    /// <summary>The resources of a type.</summary>
    public IReadOnlyList<Resource> Of(string type) => [.. Resources.Where(resource => resource.Type == type)];

    /// <summary>The app's settings, as the app will see them but for what only the deployment knows.</summary>
    public IReadOnlyDictionary<string, string> Settings =>
        Of("Microsoft.Web/sites/config").Single(resource => resource.Name.EndsWith("/appsettings", StringComparison.Ordinal))
            .Properties.ToDictionary(setting => setting.Key, setting => setting.Value!.GetValue<string>());

    /// <summary>Reads what the compiler wrote.</summary>
    public static Snapshot Read(string json, JsonObject template, Variant variant)
    {
        var document = JsonNode.Parse(json)!.AsObject();
        Assert.Empty(document["diagnostics"]!.AsArray());
        var expressions = new ArmExpressions(variant.Secrets, template["variables"]!.AsObject());
        var resources = document["predictedResources"]!.AsArray()
            .Select(resource => expressions.Resolve(resource!).AsObject())
            .Where(resource => resource["condition"]?.GetValue<bool>() ?? true)
            .Select(resource => new Resource(resource));
        return new([.. resources], expressions.Resolve(document["outputs"]!).AsObject());
    }
}

/// <summary>A resource that is deployed.</summary>
internal sealed class Resource(JsonObject json)
{
    public string Type => json["type"]!.GetValue<string>();

    public string Name => json["name"]!.GetValue<string>();

    public string Id => json["id"]!.GetValue<string>();

    /// <summary>Everything that is said about it.</summary>
    public JsonObject Json => json;

    public JsonObject Properties => json["properties"]?.AsObject() ?? [];

    /// <summary>The resource that this one extends, such as the one on which a role is given.</summary>
    public string Scope => Id[..Id.LastIndexOf("/providers/", StringComparison.Ordinal)];

    /// <summary>A property by its path, such as <c>networkAcls.defaultAction</c>; null when it is not there.</summary>
    public JsonNode? this[string path] => path.Split('.').Aggregate((JsonNode?)Properties, static (node, name) => node?[name]);

    /// <summary>The text of a property.</summary>
    public string? Text(string path) => this[path]?.ToString();
}
