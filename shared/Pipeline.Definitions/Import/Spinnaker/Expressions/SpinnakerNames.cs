using System.Collections.Frozen;

namespace Pipeline.Definitions.Import.Spinnaker.Expressions;

/// <summary>Which names of Spinnaker's expressions mean the same here, and what to write for the others (reference B).</summary>
internal static class SpinnakerNames
{
    /// <summary>Bare names that mean the same.</summary>
    public static FrozenSet<string> Variables { get; } = new[] { "parameters", "trigger", "execution" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What the run has.</summary>
    public static FrozenSet<string> OfExecution { get; } =
        new[] { "id", "number", "name", "pipeline", "application", "revision", "startedBy", "comment", "startTime" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What its trigger has. Its type is among them, but not every word of Spinnaker's is one of ours.</summary>
    public static FrozenSet<string> OfTrigger { get; } =
        new[] { "type", "user", "by", "parameters", "payload", "parentRun", "parentStage", "commit", "artifacts", "resolvedExpectedArtifacts" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What a stage has that means the same; its type is left out, since stage types have other names.</summary>
    public static FrozenSet<string> OfStage { get; } = new[]
    {
        "id", "refId", "name", "status", "attempt", "inputs", "outputs", "context", "judgementInput", "startedAt", "endedAt", "startTime", "endTime", "hasSucceeded", "hasFailed",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static FrozenDictionary<string, string> InsteadOfVariable { get; } = new Dictionary<string, string>
    {
        ["buildInfo"] = "Write #stage('…').outputs.buildInfo with the name of the stage that built.",
        ["deployedServerGroups"] = "What a stage deployed is in its outputs: #stage('…').outputs.",
        ["scmInfo"] = "The commit is trigger.commit.id.",
        ["templateVariables"] = "Make a parameter of it: ${parameters.x}.",
        ["judgmentInput"] = "Write #judgment('…') with the name of the stage.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static FrozenDictionary<string, string> InsteadOfExecution { get; } = new Dictionary<string, string>
    {
        ["authentication"] = "Who started the run is execution.startedBy.",
        ["buildTime"] = "When the run started is execution.startTime.",
        ["pipelineConfigId"] = "A pipeline's id is its name: execution.pipeline.",
        ["stages"] = "Write #stage('…') for one stage; stages.values() has those that have begun.",
        ["status"] = "The run is running while a stage's expressions are evaluated.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static FrozenDictionary<string, string> InsteadOfTrigger { get; } = new Dictionary<string, string>
    {
        ["hash"] = "The commit is trigger.commit.id.",
        ["parentExecution"] = "The id of the run that started this one is trigger.parentRun.",
        ["parentPipelineId"] = "The id of the run that started this one is trigger.parentRun.",
        ["parentPipelineStageId"] = "The id of the stage that started this run is trigger.parentStage.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static FrozenDictionary<string, string> InsteadOfStage { get; } = new Dictionary<string, string>
    {
        ["tasks"] = "A stage has no tasks; its state is in status and outputs.",
        ["type"] = "Stage types have other names here; compare with those of GET /api/stage-types.",
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
