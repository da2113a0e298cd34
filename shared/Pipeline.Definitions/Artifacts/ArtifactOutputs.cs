using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Artifacts;

/// <summary>
/// Reads the artifacts in a stage's outputs. They often come from a service that the pipeline's author does not own, so that, unlike in
/// <see cref="ArtifactPayload"/>, fields that artifacts do not have are kept as metadata and numbers are taken for their text (kork's Artifact).
/// </summary>
public static class ArtifactOutputs
{
    /// <summary>The output that holds a stage's artifacts.</summary>
    public const string Name = "artifacts";

    private static readonly string[] Ignored = ["uuid", "customKind", "artifactAccount"];

    /// <summary>Reads a list of artifacts, within <see cref="ArtifactLimits"/>.</summary>
    /// <param name="output">The output; null for no artifacts.</param>
    /// <param name="keepsProvenance">
    /// Whether what the artifacts say of their provenance is true, since the stage found them in the records of runs; else it is left out.
    /// </param>
    public static ArtifactPayloadResult Read(JsonNode? output, bool keepsProvenance)
    {
        if (output is null)
            return new() { Artifacts = [] };
        if (output is not JsonArray list)
            return Refused("", DefinitionFaultCode.WrongType, "Artifacts are a list.");
        if (list.Count > ArtifactPayload.Most)
            return Refused("", DefinitionFaultCode.TooLarge, $"There are {list.Count} artifacts; at most {ArtifactPayload.Most} are allowed.");

        var artifacts = new List<Artifact>();
        foreach (var (index, node) in list.Index())
        {
            var path = DocumentPath.Item("", index);
            if (node is not JsonObject fields || Text(fields, "type") is not { } type || string.IsNullOrWhiteSpace(type))
                return Refused(path, DefinitionFaultCode.Missing, $"An artifact is a map with the field type, for example {ArtifactTypes.DockerImage}.");

            var artifact = Read(fields, type, keepsProvenance);
            if (ArtifactLimits.FaultsOf(artifact).Select(fault => ((string, string)?)fault).FirstOrDefault() is var (field, message))
                return Refused($"{path}.{field}", DefinitionFaultCode.TooLarge, message);
            artifacts.Add(artifact);
        }

        return new() { Artifacts = artifacts };
    }

    private static Artifact Read(JsonObject fields, string type, bool keepsProvenance)
    {
        var metadata = (fields["metadata"] as JsonObject)?.DeepClone().AsObject() ?? [];
        foreach (var (name, value) in fields)
        {
            if (name is not ("type" or "name" or "version" or "location" or "reference" or "metadata" or "provenance") && !Ignored.Contains(name))
                metadata.TryAdd(name, value?.DeepClone());
        }

        return new()
        {
            Type = type,
            Name = Text(fields, "name"),
            Version = Text(fields, "version"),
            Location = Text(fields, "location"),
            Reference = Text(fields, "reference"),
            Metadata = metadata,
            Provenance = keepsProvenance ? Provenance(fields["provenance"]) : null,
        };
    }

    private static string? Text(JsonObject fields, string name) => fields[name] switch
    {
        null or JsonObject or JsonArray => null,
        var value when value.GetValueKind() is JsonValueKind.String => value.GetValue<string>(),
        var value => value.ToJsonString(),
    };

    private static ArtifactProvenance? Provenance(JsonNode? node) =>
        node is JsonObject ? node.Deserialize(DefinitionsJson.Default.ArtifactProvenance) : null;

    private static ArtifactPayloadResult Refused(string path, string code, string message) => new() { Faults = [new(path, code, message, null)] };
}
