using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Import.Spinnaker.Expressions;

namespace Pipeline.Definitions.Import.Spinnaker;

/// <summary>
/// Finds expressions that look at a value of a stage which that stage no longer has: an input that is called otherwise here, or an output that
/// only Spinnaker's stage puts out. Types that this release does not have say nothing of what they will put out.
/// </summary>
internal static class StageReadCheck
{
    private static readonly FrozenDictionary<string, string[]> Outputs = new Dictionary<string, string[]>
    {
        ["feature.approval"] = ["decision", "input", "decidedBy", "decidedAt", "comment"],
        ["feature.evaluate-variables"] = [],
        ["feature.judgement"] = ["decision", "input", "decidedBy", "decidedAt", "comment"],
        ["feature.precondition"] = [],
        ["feature.run-pipeline"] = ["run", "number", "status"],
        ["feature.wait"] = ["until", "skippedBy"],
        ["feature.webhook"] = ["webhook"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly string[] OfJudgements = ["judgmentInput", "judgementInput"];

    /// <param name="reads">What the expressions look at.</param>
    /// <param name="stages">The document's stages.</param>
    /// <param name="report">Takes what is not there.</param>
    public static void Check(IEnumerable<StageRead> reads, IReadOnlyList<JsonObject> stages, ImportReport report)
    {
        var byName = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var key in new[] { "id", "name" })
        {
            foreach (var stage in stages)
            {
                if ((string?)stage[key] is { } name)
                    byName.TryAdd(name, stage);
            }
        }

        var keys = new Dictionary<(string Stage, string Part), IReadOnlySet<string>>();
        foreach (var read in reads)
        {
            if (!byName.TryGetValue(read.Stage, out var stage) || !Outputs.TryGetValue((string)stage["type"]!, out var outputs))
                continue;

            if (!keys.TryGetValue((read.Stage, read.Part), out var known))
                keys.Add((read.Stage, read.Part), known = Keys(stage, outputs, read.Part).ToHashSet(StringComparer.Ordinal));
            if (!known.Contains(read.Key))
            {
                report.Miss(
                    read.Path,
                    read.What,
                    $"the {read.Part} of the stage '{read.Stage}' has no '{read.Key}' here",
                    known.Count == 0 ? "The stage puts nothing out; look at its status." : $"It has: {string.Join(", ", known.Take(20))}.");
            }
        }
    }

    private static IEnumerable<string> Keys(JsonObject stage, string[] outputs, string part)
    {
        var with = (stage["with"] as JsonObject)?.Select(field => field.Key) ?? [];
        var variables = stage["with"]?["variables"] is JsonArray list ? list.Select(variable => (string)variable!["name"]!) : [];
        var put = outputs.Concat(variables);
        return part == "outputs" ? put : put.Concat(with).Concat((string)stage["type"]! is "feature.judgement" ? OfJudgements : []);
    }
}
