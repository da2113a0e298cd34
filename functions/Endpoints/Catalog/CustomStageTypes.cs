using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Pipeline.Definitions.Parameters;
using Pipeline.Functions.Settings;
using Pipeline.Stages.Catalog;
using Pipeline.Stages.Feature.CustomWebhooks;
using Pipeline.Stages.Settings.CustomWebhooks;

namespace Pipeline.Functions.Endpoints.Catalog;

/// <summary>The stage types that operators have defined as settings, shown as the built-in ones are.</summary>
internal static class CustomStageTypes
{
    /// <summary>A custom webhook as a stage type: its title, and the schema of a <c>with</c> that names it and gives its parameters.</summary>
    public static StageTypeAnswer Of(Setting setting, bool korean)
    {
        var webhook = setting.With.Deserialize((JsonTypeInfo<CustomWebhook>)CustomWebhook.Kind.Input)!;
        return StageTypeAnswer.Of(CustomWebhookStage.Type, StageTypeSchemas.All[CustomWebhookStage.Type.Name], korean) with
        {
            Title = webhook.Title,
            Description = setting.Description ?? "",
            Example = null,
            Schema = SchemaOf(setting.Name, webhook),
            Setting = $"{CustomWebhook.KindName}/{setting.Name}",
        };
    }

    private static JsonObject SchemaOf(string name, CustomWebhook webhook)
    {
        var properties = new JsonObject();
        foreach (var parameter in webhook.Parameters)
            properties[parameter.Name] = SchemaOf(parameter);
        var parameters = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        var required = webhook.Parameters.Where(parameter => parameter is { Required: true, Default: null }).Select(parameter => (JsonNode)parameter.Name).ToArray();
        var mandatory = new JsonArray("webhook");
        if (required.Length > 0)
        {
            parameters["required"] = new JsonArray(required);
            mandatory.Add("parameters");
        }

        return new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["webhook"] = new JsonObject { ["const"] = name }, ["parameters"] = parameters },
            ["required"] = mandatory,
            ["additionalProperties"] = false,
        };
    }

    private static JsonObject SchemaOf(CustomStageParameter parameter)
    {
        var schema = new JsonObject { ["type"] = ParameterValue.TypeNameOf(parameter.Type) };
        if (parameter.Label is { } label)
            schema["title"] = label;
        if (parameter.Description is { } description)
            schema["description"] = description;
        if (parameter.Default is { } value)
            schema["default"] = value.DeepClone();
        if (parameter.Options.Count > 0)
            schema["enum"] = new JsonArray([.. parameter.Options.Select(option => option.DeepClone())]);
        if (parameter.Pattern is { } pattern)
            schema["pattern"] = $"^(?:{pattern})$";
        return schema;
    }
}
