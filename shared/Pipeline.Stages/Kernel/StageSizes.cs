using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Artifacts;

namespace Pipeline.Stages.Kernel;

/// <summary>How much a stage may leave behind, so that a run's records stay readable.</summary>
internal static class StageSizes
{
    private const int MostOutputs = 1024 * 1024;
    private const int MostCursor = 256 * 1024;
    private const int MostContents = 16 * 1024 * 1024;

    /// <exception cref="StageFailedException">A part is too large.</exception>
    public static void Check(StageStep step)
    {
        var (outputs, cursor) = step switch
        {
            StageStep.Again again => (again.Outputs, again.Cursor),
            StageStep.Wait wait => (wait.Outputs, wait.Cursor),
            StageStep.Succeeded succeeded => (succeeded.Outputs, null),
            StageStep.Failed failed => (failed.Outputs, null),
            StageStep.Rejected rejected => (rejected.Outputs, null),
            StageStep.Canceled canceled => (canceled.Outputs, null),
            StageStep.Skipped skipped => (skipped.Outputs, null),
            _ => (null, null),
        };
        var contents = step is StageStep.Succeeded ? ContentsOf(outputs) : 0;
        if (contents > MostContents)
            throw TooLarge("outputs", "puts out too much in artifacts", contents, MostContents);
        Check(outputs, MostOutputs + contents, "outputs", "puts out too much");
        Check(cursor, MostCursor, "cursor", "keeps too much for its next step");
    }

    private static void Check(JsonNode? node, int most, string part, string what)
    {
        if (node is null)
            return;

        var size = Encoding.UTF8.GetByteCount(node.ToJsonString());
        if (size > most)
            throw TooLarge(part, what, size, most);
    }

    /// <summary>How much of the outputs is moved to storage when the stage ends.</summary>
    private static int ContentsOf(JsonObject? outputs) => (outputs?[ArtifactOutputs.Name] as JsonArray)?.OfType<JsonObject>().Sum(fields =>
        fields["type"] is JsonValue type && type.TryGetValue<string>(out var name) && fields["reference"] is JsonValue reference && reference.TryGetValue<string>(out var text)
        && ArtifactLimits.IsToBeStored(new() { Type = name, Reference = text }) ? text.Length : 0) ?? 0;

    private static StageFailedException TooLarge(string part, string what, int size, int most) =>
        new(new StageError($"{part}-too-large", $"The stage {what}: {size:N0} bytes, of which at most {most:N0} are kept."));
}
