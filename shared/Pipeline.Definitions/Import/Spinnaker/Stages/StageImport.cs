using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Durations;
using Pipeline.Definitions.Import.Spinnaker.Expressions;

namespace Pipeline.Definitions.Import.Spinnaker.Stages;

/// <summary>Converts one stage: what all stages have here, the rest as its type says.</summary>
internal sealed class StageImport(PipelineOutline outline, IReadOnlyDictionary<string, StageTypeDescription> stageTypes, UniqueIds ids, List<StageRead> reads)
{
    /// <summary>The stages of the document that a stage becomes, each depending on the one before; the last has its id.</summary>
    public IReadOnlyList<JsonObject> Read(SpinnakerObject stage, int index)
    {
        var known = outline.Stages[index];
        var expressions = new ExpressionImport(outline, index, stage.Report, reads);
        References(stage, known, index);
        var common = new CommonFields
        {
            OnFailure = FailureImport.Read(stage),
            Timeout = TimeoutImport.Read(stage),
            SucceedsOnTimeout = stage.Boolean("markSuccessfulOnTimeout") ?? false,
            EnabledIf = EnabledIf(stage, expressions),
            Window = WindowImport.Read(stage),
            Comments = Plain(stage, "comments"),
        };
        NotificationImport.ReadStage(stage);
        Common(stage);

        var steps = Steps(stage, known, new(stage, expressions, common.OnFailure));
        var produces = stage.Maps("expectedArtifacts").Select(artifact => ArtifactImport.Read(artifact, isProduced: true)).ToArray();
        return Write(steps, known, outline.DependsOn(index), common, produces);
    }

    private void References(SpinnakerObject stage, StageOutline known, int index)
    {
        stage.Text("refId");
        stage.Text("type");
        stage.Texts("requisiteStageRefIds");
        Plain(stage, "name");
        if (!outline.IsFirstOfItsRefId(index))
            stage.Report.Miss(stage.PathOf("refId"), $"the refId '{DocumentFaults.Shorten(known.RefId!)}'", "a stage before has it too", $"The stage is '{known.Id}' here; check which of the two the stages behind depend on.");
    }

    /// <summary>A text that nobody evaluates.</summary>
    private static string? Plain(SpinnakerObject stage, string name)
    {
        var text = stage.TextIfAny(name);
        if (text?.Contains("${", StringComparison.Ordinal) == true)
            stage.Report.Miss(stage.PathOf(name), $"the expressions in '{DocumentFaults.Shorten(text)}'", $"'{name}' is shown as it is written", "Put what changes from run to run into the stage's inputs.");
        return text;
    }

    private static void Common(SpinnakerObject stage)
    {
        stage.Ignore("isNew", "editing", "showAdvancedOptions", "stageCounter");
        if (stage.Boolean("failOnFailedExpressions") is false)
            stage.Report.Miss(stage.PathOf("failOnFailedExpressions"), "that the stage goes on when an expression fails", "an expression that fails always fails its stage", "Write ?. and ?: where a value may be missing.");
    }

    private static string? EnabledIf(SpinnakerObject stage, ExpressionImport expressions)
    {
        if (stage.Map("stageEnabled") is not { } enabled)
            return null;

        enabled.Ignore("type");
        if (enabled.TextIfAny("expression") is not { } condition)
            return null;
        if (ConditionImport.ToExpression(condition) is { } expression)
            return expressions.Convert(expression, enabled.PathOf("expression"));

        enabled.Report.Miss(enabled.PathOf("expression"), $"the condition {DocumentFaults.Shorten(condition)}", "it is not one expression with nothing around it", "Write it as one: ${…}. It stands in 'enabledIf' as it is.");
        return condition;
    }

    private IReadOnlyList<ImportedStep> Steps(SpinnakerObject stage, StageOutline known, StageSource source)
    {
        var alias = stage.TextIfAny("alias");
        var import = StageTypeImports.Of(known.Type, alias);
        if (alias is not (null or "preconfiguredWebhook" or "preconfiguredJob"))
            stage.Miss("alias", $"the alias '{DocumentFaults.Shorten(alias)}'", "a stage has one type", "Look which of the two types is meant.");
        if (!stageTypes.ContainsKey(import.Type))
        {
            var fields = import.Convert is null ? "its original fields" : "its inputs";
            stage.Report.Miss(stage.PathOf("type"), $"the stage type '{DocumentFaults.Shorten(known.Type)}'", "stage type not in this release", $"It stands as '{import.Type}' with {fields} under 'with'; replace it, or wait for a release that has it.");
        }
        else if (import.Convert is null)
        {
            stage.Report.Miss(stage.PathOf("type"), $"the fields of the stage type '{known.Type}'", "they are not converted", $"Compare 'with' with GET /api/stage-types/{import.Type}.");
        }

        return import.Convert is { } convert ? convert(source) : [new(import.Type, Original(stage, source, StageTypeImports.All.ContainsKey(known.Type) ? null : known.Type))];
    }

    private static JsonObject Original(SpinnakerObject stage, StageSource source, string? type)
    {
        var with = new JsonObject();
        if (type is not null)
            with["type"] = type;
        foreach (var name in stage.Unread.Where(name => name != "expectedArtifacts"))
            with[name] = source.Value(name);
        return with;
    }

    private List<JsonObject> Write(IReadOnlyList<ImportedStep> steps, StageOutline known, IReadOnlyList<string> dependsOn, CommonFields common, JsonObject[] produces)
    {
        var stages = new List<JsonObject>();
        for (var position = 0; position < steps.Count; position++)
        {
            var isLast = position == steps.Count - 1;
            var id = isLast ? known.Id : ids.Next($"{known.Id}-condition-{position + 1}");
            var name = isLast ? known.Name : $"{known.Name}: condition {position + 1}";
            stages.Add(common.Write(steps[position], id, name, dependsOn, isLast ? produces : []));
            dependsOn = [id];
        }

        return stages;
    }

    private sealed record CommonFields
    {
        public required FailurePolicy OnFailure { get; init; }

        public required TimeSpan? Timeout { get; init; }

        public required bool SucceedsOnTimeout { get; init; }

        public required string? EnabledIf { get; init; }

        public required JsonObject? Window { get; init; }

        public required string? Comments { get; init; }

        public JsonObject Write(ImportedStep step, string id, string name, IReadOnlyList<string> dependsOn, JsonObject[] produces)
        {
            var policy = step.OnFailure ?? OnFailure;
            var fields = new JsonObject { ["id"] = id, ["type"] = step.Type };
            if (name != id)
                fields["name"] = name;
            if (dependsOn.Count > 0)
                fields["dependsOn"] = new JsonArray([.. dependsOn.Select(upstream => (JsonNode)upstream)]);
            if (produces.Length > 0)
                fields["produces"] = new JsonArray([.. produces]);
            if (EnabledIf is not null)
                fields["enabledIf"] = EnabledIf;
            if (policy is not FailurePolicy.FailPipeline)
                fields["onFailure"] = Choices.FailurePolicies.WordOf(policy);
            if (step.CanBeRefused && policy is not FailurePolicy.FailPipeline)
                fields["onReject"] = Choices.FailurePolicies.WordOf(policy);
            if (Timeout is { } timeout)
                fields["timeout"] = Duration.Format(timeout);
            if (SucceedsOnTimeout)
                fields["timeoutOutcome"] = Choices.TimeoutOutcomes.WordOf(TimeoutOutcome.Succeed);
            if (Window is not null)
                fields["window"] = Window.DeepClone();
            if (Comments is not null)
                fields["comments"] = Comments;
            if (step.With.Count > 0)
                fields["with"] = step.With;
            return fields;
        }
    }
}
