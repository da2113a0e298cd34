using System.Text.Json.Nodes;
using Pipeline.Definitions.Import.Spinnaker.Expressions;

namespace Pipeline.Definitions.Import.Spinnaker.Stages;

/// <summary>
/// The preconditions of a stage (reference C1). Each is a branch of its own in Spinnaker; here one stage checks as many as it can, and others
/// stand before it: those whose failure means something else, and further expressions.
/// </summary>
internal static class PreconditionImport
{
    public const string Type = "feature.precondition";

    public static IReadOnlyList<ImportedStep> Convert(StageSource stage)
    {
        var preconditions = stage.Fields.Maps("preconditions").Select(precondition => (Source: precondition, FailsAsStage: precondition.Boolean("failPipeline") ?? true)).ToArray();
        var steps = new List<ImportedStep>();
        foreach (var group in preconditions.GroupBy(precondition => precondition.FailsAsStage).OrderByDescending(group => group.Key))
        {
            // A precondition that does not fail the pipeline stops the branch, whatever the stage says of failures.
            var policy = group.Key ? stage.OnFailure : stage.OnFailure is FailurePolicy.FailBranchThenPipeline ? stage.OnFailure : FailurePolicy.FailBranch;
            var checks = group.Select(precondition => Check(stage, precondition.Source)).ToList();
            steps.AddRange(Join(checks).Select(step => step with { OnFailure = policy }));
        }

        if (stage.OnFailure is FailurePolicy.Ignore && preconditions.DistinctBy(precondition => precondition.FailsAsStage).Count() > 1)
        {
            stage.Report.Miss(
                stage.Fields.PathOf("preconditions"),
                "that a failure of one precondition hides that of another",
                "a stage that ignores failures has preconditions that fail the pipeline and others that stop the branch",
                "Look at which of them may be ignored.");
        }

        // Without conditions the stage only joins what is upstream.
        return steps.Count > 0 ? steps : [new(Type, new() { ["expression"] = true })];
    }

    private static IEnumerable<ImportedStep> Join(List<ImportedStep> checks)
    {
        for (var index = 0; index < checks.Count; index++)
        {
            var check = checks[index];
            while (check.Type == Type && index + 1 < checks.Count && TryMerge(check.With, checks[index + 1]))
                index++;

            yield return check;
        }
    }

    private static bool TryMerge(JsonObject first, ImportedStep second)
    {
        var hasMessage = first.ContainsKey("failureMessage") || second.With.ContainsKey("failureMessage");
        if (second.Type != Type || hasMessage || Both("expression") || Both("clusterSize"))
            return false;

        foreach (var (name, value) in second.With)
        {
            if (first[name] is JsonArray list)
                list.Add(((JsonArray)value!)[0]!.DeepClone());
            else
                first[name] = value!.DeepClone();
        }

        return true;

        bool Both(string condition) => first.ContainsKey(condition) && second.With.ContainsKey(condition);
    }

    private static ImportedStep Check(StageSource stage, SpinnakerObject precondition)
    {
        precondition.Ignore("isNew", "cloudProvider");
        var type = precondition.TextIfAny("type") ?? "";
        var context = precondition.Map("context");
        return (type, context) switch
        {
            ("expression", not null) when Expression(stage, context) is { } with => new(Type, with),
            ("stageStatus", not null) => new(Type, Status(stage, context)),
            ("clusterSize", not null) => new(Type, WithMessage(stage, context, new() { ["clusterSize"] = ClusterImport.SizeCondition(stage, context) })),
            _ => Unknown(stage, precondition, type, context),
        };
    }

    private static JsonObject? Expression(StageSource stage, SpinnakerObject context)
    {
        if (context.TextIfAny("expression") is not { } text || ConditionImport.ToExpression(text) is not { } expression)
            return null;

        context.Ignore("expressionResult");
        var with = new JsonObject { ["expression"] = stage.Expressions.Convert(expression, context.PathOf("expression")) };
        return WithMessage(stage, context, with);
    }

    private static JsonObject Status(StageSource stage, SpinnakerObject context)
    {
        var condition = new JsonObject();
        foreach (var (from, to) in new[] { ("stageName", "stage"), ("stageStatus", "status") })
        {
            if (context.TextIfAny(from) is { } text)
                condition[to] = stage.Expressions.Convert(text, context.PathOf(from));
        }

        return WithMessage(stage, context, new() { ["stageStatus"] = new JsonArray(condition) });
    }

    private static JsonObject WithMessage(StageSource stage, SpinnakerObject context, JsonObject with)
    {
        if (context.TextIfAny("failureMessage") is { } message)
            with["failureMessage"] = stage.Expressions.Convert(message, context.PathOf("failureMessage"));
        return with;
    }

    /// <summary>A stage of a type that there is not, so that no pipeline is saved that leaves the condition out.</summary>
    private static ImportedStep Unknown(StageSource stage, SpinnakerObject precondition, string type, SpinnakerObject? context)
    {
        stage.Report.Miss(
            precondition.Path,
            type == "expression" ? "the condition" : $"the precondition '{type}'",
            type == "expression" ? "it is not one expression with nothing around it" : "stage type not in this release",
            "It stands with its original fields in a stage of its own; write an expression for it.");
        var with = new JsonObject();
        foreach (var name in context?.Unread.Append("expression").Distinct() ?? [])
        {
            if (context!.Says(name))
                with[name] = stage.Expressions.Convert(context.Take(name), context.PathOf(name));
            else
                context.Ignore(name);
        }

        return new($"feature.precondition-{(type.Length == 0 || type.Any(character => !char.IsAsciiLetter(character)) ? "unknown" : type.ToLowerInvariant())}", with);
    }
}
