using System.Text.Json.Nodes;
using Pipeline.Definitions.Artifacts;

namespace Pipeline.Definitions.Documents;

internal static partial class PipelineWriter
{
    private static JsonNode Write(ExpectedArtifact artifact)
    {
        var fields = new JsonObject { ["id"] = artifact.Id };
        Add(fields, "displayName", artifact.DisplayName == artifact.Id ? null : artifact.DisplayName);
        var match = Write(artifact.Match);
        if (match.Count > 0)
            fields.Add("match", match);
        if (artifact.UsePrior)
            fields.Add("usePrior", true);
        if (artifact.Default is { } value)
            fields.Add("default", Write(value));
        return fields;
    }

    private static JsonObject Write(ArtifactMatch match)
    {
        var fields = new JsonObject();
        AddUnlessBlank(fields, "type", match.Type);
        AddUnlessBlank(fields, "name", match.Name);
        AddUnlessBlank(fields, "version", match.Version);
        AddUnlessBlank(fields, "location", match.Location);
        AddUnlessBlank(fields, "reference", match.Reference);
        return fields;
    }

    private static JsonObject Write(Artifact artifact)
    {
        var fields = new JsonObject { ["type"] = artifact.Type };
        Add(fields, "name", artifact.Name);
        Add(fields, "version", artifact.Version);
        Add(fields, "location", artifact.Location);
        Add(fields, "reference", artifact.Reference);
        if (artifact.Metadata.Count > 0)
            fields.Add("metadata", artifact.Metadata.DeepClone());
        return fields;
    }

    private static void AddUnlessBlank(JsonObject fields, string name, string? value) =>
        Add(fields, name, string.IsNullOrWhiteSpace(value) ? null : value);
}
