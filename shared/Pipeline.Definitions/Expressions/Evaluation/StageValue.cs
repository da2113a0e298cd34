using System.Text.Json.Nodes;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Evaluation;

/// <summary>A stage as a map: with the fields that Spinnaker's <c>#stage</c> gives, and ours.</summary>
internal static class StageValue
{
    public static ExpressionStage? Find(ExpressionScope scope, string idOrName) =>
        scope.Stages.FirstOrDefault(stage => stage.Id == idOrName) ?? scope.Stages.FirstOrDefault(stage => stage.Name == idOrName);

    /// <exception cref="ExpressionException">There is no such stage.</exception>
    public static ExpressionStage Get(ExpressionScope scope, string idOrName) => Find(scope, idOrName) ?? throw new ExpressionException(
        $"There is no stage '{idOrName}'.{Suggestion.For(idOrName, scope.Stages.Select(stage => stage.Name).Concat(scope.Stages.Select(stage => stage.Id)))}");

    public static MapValue Of(ExpressionStage stage)
    {
        // Only inputs were written by an evaluation, so only they may refer to secrets.
        var inputs = new JsonMap(stage.Inputs, trusted: true);
        var outputs = new JsonMap(stage.Outputs, trusted: false);
        return new BuiltMap()
            .With("id", stage.Id)
            .With("refId", stage.Id)
            .With("name", stage.Name)
            .With("type", stage.Type)
            .With("status", stage.Status)
            .With("attempt", (long)stage.Attempt)
            .With("inputs", inputs)
            .With("outputs", outputs)
            .With("context", new MergedMap(outputs, new MergedMap(inputs, Judgement(stage))))
            .With("judgementInput", stage.JudgementInput)
            .With("startedAt", When(stage.StartedAt))
            .With("endedAt", When(stage.EndedAt))
            .With("startTime", stage.StartedAt?.ToUnixTimeMilliseconds())
            .With("endTime", stage.EndedAt?.ToUnixTimeMilliseconds())
            .With("hasSucceeded", stage.Status == "SUCCEEDED")
            .With("hasFailed", stage.Status is "TERMINAL" or "STOPPED" or "FAILED_CONTINUE");
    }

    private static JsonMap Judgement(ExpressionStage stage) => new(
        stage.JudgementInput is { } input ? new JsonObject { ["judgmentInput"] = input, ["judgementInput"] = input } : [], trusted: false);

    private static Moment? When(DateTimeOffset? instant) => instant is { } known ? Moment.InstantOf(known) : null;
}
