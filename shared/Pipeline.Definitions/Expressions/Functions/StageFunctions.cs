using Pipeline.Definitions.Expressions.Evaluation;

namespace Pipeline.Definitions.Expressions.Functions;

/// <summary>Functions that look at the run's stages; meanings are those of orca's StageExpressionFunctionProvider.</summary>
internal static class StageFunctions
{
    public static Callables All { get; } = new()
    {
        { "stage", 1, call => StageValue.Of(StageValue.Get(call.Context.Scope, call.Text(0))) },
        { "stageByRefId", 1, call => StageValue.Of(ById(call, call.Text(0))) },
        { "stageExists", 1, call => StageValue.Find(call.Context.Scope, call.Text(0)) is not null },
        { "currentStage", 0, call => StageValue.Of(call.Context.Scope.CurrentStageId is { } id ? ById(call, id) : throw call.Fail("no stage is being evaluated.")) },
    };

    private static ExpressionStage ById(Call call, string id) =>
        call.Context.Scope.Stages.FirstOrDefault(stage => stage.Id == id) ??
        throw call.Fail($"there is no stage with the id '{id}'.{Suggestion.For(id, call.Context.Scope.Stages.Select(stage => stage.Id))}");
}
