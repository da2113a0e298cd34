using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Kernel;

/// <summary>Whether the artifacts that a stage requires are there: NHN's start condition.</summary>
internal static class StageRequirements
{
    /// <exception cref="StageFailedException">One is not there: the error has the code <c>artifact-missing</c> and names where it should have come from.</exception>
    public static void Check(StageScope scope, StageDefinition stage)
    {
        if (stage.Requires.Count == 0)
            return;

        var there = scope.Artifacts(stage).Bound.Select(bound => bound.Id).ToHashSet(StringComparer.Ordinal);
        var missing = stage.Requires.Where(id => !there.Contains(id)).ToArray();
        if (missing.Length > 0)
        {
            var message = string.Join(" ", missing.Select(id => $"The artifact '{id}' is missing: {Origin(scope.ProducerOf(id))}"));
            throw new StageFailedException(new StageError("artifact-missing", message, new() { ["artifacts"] = new JsonArray([.. missing]) }));
        }
    }

    private static string Origin((StageDefinition Definition, StageDocument? Document)? producer) => producer switch
    {
        null => "the pipeline expects it (spec.artifacts), but this run was started without it. Start a new run.",
        (var definition, null) => $"stage '{definition.Id}', which produces it, has not run.",
        (var definition, { Reason: { Length: > 0 } reason } document) => $"stage '{definition.Id}', which produces it, is {StatusNames.Of(document.Status)} ({reason}).",
        var (definition, document) => $"stage '{definition.Id}', which produces it, is {StatusNames.Of(document.Status)}.",
    };
}
