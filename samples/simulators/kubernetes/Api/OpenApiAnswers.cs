using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Resources;

namespace Pipeline.Simulators.Kubernetes.Api;

/// <summary>
/// As much of the server's OpenAPI description as kubectl asks for before it writes: that patches of a kind take <c>fieldValidation</c> and
/// <c>dryRun</c>, so that it leaves checking to the server. Schemas are not described.
/// </summary>
internal sealed class OpenApiAnswers(KubernetesSimulator simulator)
{
    private const string Root = "/openapi/v3";

    public JsonObject? Find(string path)
    {
        if (path == Root)
            return new() { ["paths"] = new JsonObject(ApiPaths().Select(static api => KeyValuePair.Create(api, (JsonNode?)new JsonObject { ["serverRelativeURL"] = $"{Root}/{api}" }))) };
        if (!path.StartsWith($"{Root}/", StringComparison.Ordinal))
            return null;
        var asked = path[(Root.Length + 1)..];
        return ApiPaths().Contains(asked) ? Describe(asked) : null;
    }

    private IEnumerable<string> ApiPaths() => simulator.Objects.Catalog.All.Select(PathOf).Distinct();

    private static string PathOf(ResourceType type) => type.Group.Length == 0 ? $"api/{type.Version}" : $"apis/{type.Group}/{type.Version}";

    private JsonObject Describe(string api)
    {
        var paths = new JsonObject();
        foreach (var type in simulator.Objects.Catalog.All.Where(type => PathOf(type) == api))
        {
            paths[$"/{api}/{(type.IsNamespaced ? "namespaces/{namespace}/" : "")}{type.Plural}/{{name}}"] = new JsonObject
            {
                ["patch"] = new JsonObject
                {
                    ["parameters"] = new JsonArray(Parameter("dryRun"), Parameter("fieldManager"), Parameter("fieldValidation"), Parameter("force")),
                    ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } },
                    ["x-kubernetes-group-version-kind"] = new JsonObject { ["group"] = type.Group, ["version"] = type.Version, ["kind"] = type.Kind },
                },
            };
        }

        return new()
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = simulator.Options.Version },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = new JsonObject() },
        };
    }

    private static JsonObject Parameter(string name) => new()
    {
        ["name"] = name,
        ["in"] = "query",
        ["schema"] = new JsonObject { ["type"] = name == "force" ? "boolean" : "string", ["uniqueItems"] = true },
    };
}
