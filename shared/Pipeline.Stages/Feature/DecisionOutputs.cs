using System.Text.Json.Nodes;

namespace Pipeline.Stages.Feature;

/// <summary>What a decided stage puts out.</summary>
internal static class DecisionOutputs
{
    public static IReadOnlyList<StageOutput> Described { get; } =
    [
        new("decision", "What was decided: continue or stop."),
        new("input", "The option that was chosen; absent when there was nothing to choose."),
        new("decidedBy", "Who decided."),
        new("decidedAt", "When."),
        new("comment", "What that person wrote; absent when nothing."),
    ];

    /// <summary>How a decided stage ends.</summary>
    public static StageStep StepOf(StageDecision decision, StageExecution execution)
    {
        execution.Log.WriteLine(decision.Sentence);
        var outputs = Of(decision, execution.Votes);
        if (decision.Verdict is StageVerdict.Continue)
            return new StageStep.Succeeded(outputs);

        var comment = decision.Comment is { Length: > 0 } text ? $": {text}" : "";
        return new StageStep.Rejected(new("rejected", $"rejected by {decision.By}{comment}"), outputs);
    }

    private static JsonObject Of(StageDecision decision, IReadOnlyList<StageVote> votes)
    {
        var outputs = new JsonObject
        {
            ["decision"] = decision.Verdict is StageVerdict.Continue ? "continue" : "stop",
            ["decidedBy"] = decision.By,
            ["decidedAt"] = decision.At,
        };
        if (decision.Input is not null)
            outputs["input"] = decision.Input;
        if (decision.Comment is not null)
            outputs["comment"] = decision.Comment;
        if (votes.Count > 0)
            outputs["votes"] = Votes(votes);
        return outputs;
    }

    public static JsonArray Votes(IReadOnlyList<StageVote> votes) =>
        [.. votes.Select(vote => new JsonObject { ["by"] = vote.By, ["at"] = vote.At, ["comment"] = vote.Comment })];
}
