using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Expressions;
using Pipeline.Definitions.Parameters;
using Pipeline.Definitions.Schema;
using Pipeline.Stages.Catalog;
using Pipeline.Stages.Feature;

namespace Pipeline.Stages.Plans;

/// <summary>Finds what would fail a stage with the inputs that it would have: values that do not fit, and names of what is not there.</summary>
internal sealed class DryRunChecks(IKnownSettings settings, IChildPipelines pipelines, string application, string startedBy)
{
    private readonly Dictionary<string, JsonObject> schemas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> secrets = new(StringComparer.Ordinal);

    /// <param name="type">The stage's type.</param>
    /// <param name="inputs">The evaluated inputs; what is not known stands in them as written.</param>
    /// <param name="hasUnknown">Whether something is not known.</param>
    /// <param name="cancellationToken">Ends the look-ups.</param>
    public async ValueTask<IReadOnlyList<DryRunFault>> FaultsOfAsync(StageType type, JsonObject inputs, bool hasUnknown, CancellationToken cancellationToken)
    {
        if (!schemas.TryGetValue(type.Name, out var schema))
            schemas.Add(type.Name, schema = StageTypeSchemas.InputSchema(type.Input));

        // What only the run or a secret can give fits everything.
        var names = SecretReferences.Names(inputs);
        var written = SecretReferences.Resolve(inputs, name => $"${{secrets.{name}}}")!.AsObject();
        var faults = InputDocument.Validate(written, schema, "with", expressionsAllowed: true).Select(fault => new DryRunFault("invalid-input", fault.Path, fault.Message)).ToList();
        if (faults.Count == 0 && !hasUnknown && names.Count == 0 && Unreadable(type, written) is { } unreadable)
            faults.Add(new("invalid-input", "with", unreadable));

        foreach (var name in names)
        {
            if (!secrets.TryGetValue(name, out var exists))
                secrets.Add(name, exists = await settings.HasSecretAsync(application, name, cancellationToken));
            if (!exists)
                faults.Add(new("secret-missing", "with", $"There is no secret '{name}' for the application '{application}'. Add it under settings/secrets."));
        }

        foreach (var (field, kind, name) in SettingsIn(schema, written))
        {
            if (!await settings.HasSettingAsync(application, kind, name, cancellationToken))
                faults.Add(new("setting-missing", $"with.{field}", $"There is no setting {kind}/{name} for the application '{application}'. Add it under settings/{kind}."));
        }

        if (type.Name == RunPipelineStage.Type.Name && PlainText(written["pipeline"]) is { } pipeline && await ChildFaultAsync(pipeline, written, cancellationToken) is { } fault)
            faults.Add(fault);
        return faults;
    }

    /// <summary>As <see cref="ChildRuns.StartAsync"/> refuses.</summary>
    private async ValueTask<DryRunFault?> ChildFaultAsync(string pipeline, JsonObject inputs, CancellationToken cancellationToken)
    {
        var wanted = PlainText(inputs["application"]);
        if (await pipelines.FindAsync(pipeline, cancellationToken) is not { } found || (wanted is not null && wanted != found.Definition.Application))
            return new("pipeline-missing", "with.pipeline", $"There is no pipeline '{pipeline}'{(wanted is null ? "" : $" in the application '{wanted}'")}.");
        if (found.Definition.Disabled)
            return new("pipeline-disabled", "with.pipeline", $"The pipeline '{pipeline}' is disabled.");
        if (!await pipelines.MayRunAsync(startedBy, found.Definition.Application, cancellationToken))
            return new("forbidden", "with.pipeline", $"'{startedBy}', who starts this run, may not run pipelines of the application '{found.Definition.Application}'.");

        // A parameter that is not known yet is there all the same; what it must be cannot be checked.
        var given = inputs["parameters"] as JsonObject ?? [];
        var open = given.Where(parameter => HoldsExpression(parameter.Value)).Select(parameter => parameter.Key).ToHashSet(StringComparer.Ordinal);
        var bound = ParameterBinding.Bind(found.Definition.Parameters, new JsonObject(given.Select(parameter => KeyValuePair.Create(parameter.Key, parameter.Value?.DeepClone()))));
        var faults = bound.Faults.Where(fault => !open.Contains(fault.Parameter) || !found.Definition.Parameters.Any(parameter => parameter.Name == fault.Parameter)).ToArray();
        return faults.Length == 0 || inputs["parameters"] is JsonValue ? null : new("parameters", "with.parameters", string.Join(' ', faults.Select(fault => fault.Message)));
    }

    private static string? Unreadable(StageType type, JsonObject inputs)
    {
        try
        {
            inputs.Deserialize(type.Input);
            return null;
        }
        catch (JsonException exception)
        {
            return StageFailedException.InvalidInput(exception).Message;
        }
    }

    private static IEnumerable<(string Field, string Kind, string Name)> SettingsIn(JsonObject schema, JsonObject inputs) =>
        from property in schema["properties"] as JsonObject ?? []
        let kind = property.Value?["x-setting"]
        let name = PlainText(inputs[property.Key])
        where kind is not null && name is not null
        select (property.Key, kind.GetValue<string>(), name);

    private static string? PlainText(JsonNode? node) =>
        node?.GetValueKind() is JsonValueKind.String && node.GetValue<string>() is var text && !ExpressionTemplate.Contains(text) ? text : null;

    private static bool HoldsExpression(JsonNode? node) => node switch
    {
        JsonObject map => map.Any(field => HoldsExpression(field.Value)),
        JsonArray list => list.Any(HoldsExpression),
        JsonValue value => value.TryGetValue<string>(out var text) && ExpressionTemplate.Contains(text),
        _ => false,
    };
}
