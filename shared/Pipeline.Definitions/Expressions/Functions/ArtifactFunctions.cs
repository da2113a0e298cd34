using System.Text.Json.Nodes;
using Pipeline.Definitions.Expressions.Evaluation;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Functions;

/// <summary>
/// The artifacts that are in scope, maps with <c>type</c>, <c>name</c>, <c>version</c>, <c>location</c> and <c>reference</c>: what the trigger
/// brought, then what the variable <c>artifacts</c> has, the ones that are bound in the run and by stages upstream. Names are those of orca's
/// ArtifactExpressionFunctionProvider; where it warns that several match, the first one is given.
/// </summary>
internal static class ArtifactFunctions
{
    private static readonly string[] Identity = ["type", "name", "version", "location", "reference"];

    public static Callables All { get; } = new()
    {
        { "triggerResolvedArtifact", 1, call => First(call, OfTrigger(call), "name", "the trigger brought no artifact") },
        { "triggerResolvedArtifactByType", 1, call => First(call, OfTrigger(call), "type", "the trigger brought no artifact") },
        { "resolvedArtifacts", 0, call => new BuiltList([.. Resolved(call)]) },
        { "resolveArtifactByType", 1, call => First(call, Resolved(call), "type", "neither the trigger nor a stage upstream has an artifact") },
        { "fetchReference", 1, call => StoredReferences.Read(call.Text(0), call.Context) },
    };

    private static MapValue First(Call call, IEnumerable<MapValue> artifacts, string field, string none)
    {
        var wanted = call.Text(0);
        return artifacts.FirstOrDefault(artifact => artifact.Get(field) is string text && text == wanted)
            ?? throw call.Fail($"{none} of the {field} '{wanted}'.");
    }

    private static IEnumerable<MapValue> OfTrigger(Call call)
    {
        var trigger = call.Context.Scope.Variables.GetValueOrDefault("trigger") as JsonObject;
        return In(call, trigger?["resolvedExpectedArtifacts"]).Concat(In(call, trigger?["artifacts"]));
    }

    /// <summary>Each artifact once, also when the trigger has it both as brought and as resolved.</summary>
    private static IEnumerable<MapValue> Resolved(Call call) => OfTrigger(call)
        .Concat(Bound(call))
        .DistinctBy(artifact => string.Join('\n', Identity.Select(field => JsonText.Write(artifact.Get(field), call.Context))));

    private static IEnumerable<MapValue> Bound(Call call)
    {
        foreach (var (_, artifact) in call.Context.Scope.Variables.GetValueOrDefault("artifacts") as JsonObject ?? [])
        {
            call.Context.Spend();
            if (JsonValues.Read(artifact) is MapValue map)
                yield return map;
        }
    }

    private static IEnumerable<MapValue> In(Call call, JsonNode? list)
    {
        foreach (var item in JsonValues.Read(list) is ListValue items ? items.Items : [])
        {
            call.Context.Spend();

            // An expected artifact that was resolved holds the artifact that it is bound to.
            if (item is MapValue map && (map.Get("boundArtifact") as MapValue ?? map) is var artifact && artifact.Get("type") is string)
                yield return artifact;
        }
    }
}
