using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Pipeline.Definitions.Parameters;
using Pipeline.Functions.Settings;
using Pipeline.Stages;
using Pipeline.Stages.Catalog;
using Pipeline.Stages.Feature.CustomWebhooks;
using Pipeline.Stages.Jobs.CustomJobs;
using Pipeline.Stages.Settings.CustomJobs;
using Pipeline.Stages.Settings.CustomStages;
using Pipeline.Stages.Settings.CustomWebhooks;

namespace Pipeline.Functions.Endpoints.Catalog;

/// <summary>The stage types that operators have defined as settings, shown as the built-in ones are.</summary>
internal static class CustomStageTypes
{
    /// <summary>A custom webhook or job as a stage type: its title, and the schema of a <c>with</c> that names it and gives its parameters.</summary>
    public static StageTypeAnswer Of(Setting setting, bool korean)
    {
        if (setting.Kind == CustomJob.KindName)
        {
            var job = setting.With.Deserialize((JsonTypeInfo<CustomJob>)CustomJob.Kind.Input)!;
            return Of(setting, CustomJobStage.Type, "job", job.Title, job.Parameters, korean);
        }

        var webhook = setting.With.Deserialize((JsonTypeInfo<CustomWebhook>)CustomWebhook.Kind.Input)!;
        return Of(setting, CustomWebhookStage.Type, "webhook", webhook.Title, webhook.Parameters, korean);
    }

    private static StageTypeAnswer Of(Setting setting, StageType type, string field, string title, IReadOnlyList<CustomStageParameter> parameters, bool korean) =>
        StageTypeAnswer.Of(type, StageTypeSchemas.All[type.Name], korean) with
        {
            Title = title,
            Description = setting.Description ?? "",
            Example = null,
            Schema = SchemaOf(field, setting.Name, parameters),
            Setting = $"{setting.Kind}/{setting.Name}",
        };

    private static JsonObject SchemaOf(string field, string name, IReadOnlyList<CustomStageParameter> declared)
    {
        var properties = new JsonObject();
        foreach (var parameter in declared)
            properties[parameter.Name] = SchemaOf(parameter);
        var parameters = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        var required = declared.Where(parameter => parameter is { Required: true, Default: null }).Select(parameter => (JsonNode)parameter.Name).ToArray();
        var mandatory = new JsonArray(field);
        if (required.Length > 0)
        {
            parameters["required"] = new JsonArray(required);
            mandatory.Add("parameters");
        }

        return new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { [field] = new JsonObject { ["const"] = name }, ["parameters"] = parameters },
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
