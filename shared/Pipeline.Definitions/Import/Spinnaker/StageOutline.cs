using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Import.Spinnaker;

/// <summary>What must be known of all stages before any can be converted: expressions and dependencies name the others.</summary>
/// <param name="RefId">What Spinnaker's dependencies call it; null when it has none.</param>
/// <param name="Id">What the document calls it.</param>
/// <param name="Name">What people and expressions call it: Spinnaker's name, else its type.</param>
/// <param name="Type">Spinnaker's type.</param>
/// <param name="Requisites">The refIds of its upstreams.</param>
/// <param name="Variables">The names that it defines when it evaluates variables.</param>
internal sealed record StageOutline(string? RefId, string Id, string Name, string Type, IReadOnlyList<string> Requisites, IReadOnlyList<string> Variables)
{
    /// <summary>The type of the stage that defines variables.</summary>
    public const string EvaluateVariables = "evaluateVariables";

    /// <summary>The outlines of a pipeline's stages, in its order.</summary>
    public static IReadOnlyList<StageOutline> Of(IReadOnlyList<JsonObject> stages, UniqueIds ids)
    {
        var names = stages.Select(NameOf).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. stages.Select((stage, index) =>
            {
                var refId = Scalar(stage["refId"]);
                var type = Scalar(stage["type"]) ?? "";
                var name = NameOf(stage);
                var requisites = stage["requisiteStageRefIds"] is JsonArray list ? list.Select(Scalar).OfType<string>().Distinct().ToArray() : [];

                // #stage('x') takes the stage of that id before one of that name: an id must not be another stage's name.
                var isAnothersName = refId is not null && refId != name && names.Contains(refId);
                var id = ids.Next(string.IsNullOrWhiteSpace(refId) ? $"stage-{index + 1}" : isAnothersName ? $"stage-{refId}" : refId);
                return new StageOutline(refId, id, name, type, requisites, type == EvaluateVariables ? VariablesOf(stage) : []);
            }),
        ];
    }

    private static string NameOf(JsonObject stage) => Scalar(stage["name"]) is { Length: > 0 } given ? given : Scalar(stage["type"]) ?? "";

    private static string[] VariablesOf(JsonObject stage) =>
        stage["variables"] is JsonArray list ? [.. list.OfType<JsonObject>().Select(variable => Scalar(variable["key"])).OfType<string>()] : [];

    private static string? Scalar(JsonNode? node) => node is null ? null : SpinnakerObject.ScalarText(node);
}
