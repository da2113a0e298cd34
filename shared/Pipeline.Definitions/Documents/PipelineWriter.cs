using System.Text.Json.Nodes;
using Pipeline.Definitions.Durations;

namespace Pipeline.Definitions.Documents;

/// <summary>Writes a definition as its document's tree, in the order people expect and without what is left to its default.</summary>
internal static partial class PipelineWriter
{
    public static JsonObject Write(PipelineDefinition definition)
    {
        var metadata = new JsonObject { ["name"] = definition.Name, ["application"] = definition.Application };

        var spec = new JsonObject();
        Add(spec, "description", definition.Description);
        if (definition.Disabled)
            spec.Add("disabled", true);
        Add(spec, "deploys", definition.Deploys);
        if (definition.Concurrency is { } limit)
            spec.Add("concurrency", ConcurrencyWriter.Write(limit));
        if (definition.Window is { } window)
            spec.Add("window", WindowWriter.Write(window));
        if (definition.Retention is { } retention)
            spec.Add("retention", Write(retention));
        if (definition.Parameters.Count > 0)
            spec.Add("parameters", new JsonArray([.. definition.Parameters.Select(Write)]));
        if (definition.Artifacts.Count > 0)
            spec.Add("artifacts", new JsonArray([.. definition.Artifacts.Select(Write)]));
        if (definition.Triggers.Count > 0)
            spec.Add("triggers", new JsonArray([.. definition.Triggers.Select(TriggerWriter.Write)]));
        NotificationWriter.Add(spec, definition.Notifications);
        spec.Add("stages", new JsonArray([.. definition.Stages.Select(Write)]));

        return new()
        {
            ["apiVersion"] = definition.ApiVersion,
            ["kind"] = PipelineDocument.Kind,
            ["metadata"] = metadata,
            ["spec"] = spec,
        };
    }

    private static JsonNode Write(ParameterDefinition parameter)
    {
        var fields = new JsonObject { ["name"] = parameter.Name };
        Add(fields, "label", parameter.Label);
        Add(fields, "description", parameter.Description);
        Add(fields, "type", Choices.ParameterTypes, parameter.Type);
        if (parameter.Required)
            fields.Add("required", true);
        if (parameter.Default is { } value)
            fields.Add("default", value.DeepClone());
        if (parameter.Options.Count > 0)
            fields.Add("options", new JsonArray([.. parameter.Options.Select(option => option.DeepClone())]));
        Add(fields, "pattern", parameter.Pattern);
        if (parameter.Secret)
            fields.Add("secret", true);
        return fields;
    }

    private static JsonNode Write(StageDefinition stage)
    {
        var fields = new JsonObject { ["id"] = stage.Id, ["type"] = stage.Type };
        Add(fields, "name", stage.Name == stage.Id ? null : stage.Name);
        Add(fields, "dependsOn", stage.DependsOn);
        Add(fields, "join", Choices.Joins, stage.Join);
        Add(fields, "requires", stage.Requires);
        if (stage.Produces.Count > 0)
            fields.Add("produces", new JsonArray([.. stage.Produces.Select(Write)]));
        Add(fields, "enabledIf", stage.EnabledIf);
        Add(fields, "onFailure", Choices.FailurePolicies, stage.OnFailure);
        Add(fields, "onReject", Choices.FailurePolicies, stage.OnReject);
        if (stage.Window is { } window)
            fields.Add("window", WindowWriter.Write(window));
        Add(fields, "timeout", stage.Timeout is { } timeout ? Duration.Format(timeout) : null);
        Add(fields, "timeoutOutcome", Choices.TimeoutOutcomes, stage.TimeoutOutcome);
        Add(fields, "comments", stage.Comments);
        NotificationWriter.Add(fields, stage.Notifications);
        if (stage.With.Count > 0)
            fields.Add("with", stage.With.DeepClone());
        return fields;
    }

    private static void Add(JsonObject fields, string name, string? value)
    {
        if (value is not null)
            fields.Add(name, value);
    }

    private static void Add(JsonObject fields, string name, IReadOnlyList<string> ids)
    {
        if (ids.Count > 0)
            fields.Add(name, new JsonArray([.. ids.Select(id => (JsonNode)id)]));
    }

    private static void Add<T>(JsonObject fields, string name, IReadOnlyDictionary<string, T> choices, T choice)
        where T : struct
    {
        if (!EqualityComparer<T>.Default.Equals(choice, default))
            fields.Add(name, choices.WordOf(choice));
    }
}
