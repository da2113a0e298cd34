using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Artifacts;

/// <summary>Reads artifacts that somebody sent: the body that starts a run, or a webhook's.</summary>
public static class ArtifactPayload
{
    /// <summary>The most artifacts that one payload may bring.</summary>
    public const int Most = 1_000;

    private static readonly string[] Texts = ["type", "name", "version", "location", "reference"];

    /// <summary>
    /// What Spinnaker's artifacts have besides. Nothing is made of it here; provenance least of all, which a sender could only claim.
    /// </summary>
    private static readonly string[] Ignored = ["provenance", "uuid", "customKind", "artifactAccount"];

    /// <summary>Reads a list of artifacts, within <see cref="ArtifactLimits"/>.</summary>
    /// <param name="payload">JSON in which no name is given twice; null for no artifacts.</param>
    /// <returns>The artifacts, none with a provenance, or everything that is wrong with them.</returns>
    public static ArtifactPayloadResult Read(JsonNode? payload)
    {
        var faults = new List<ArtifactPayloadFault>();
        if (payload is null)
            return new() { Artifacts = [] };
        if (payload is not JsonArray list)
            return new() { Faults = [new("", DefinitionFaultCode.WrongType, "Artifacts are a list.", null)] };
        if (list.Count > Most)
            return new() { Faults = [new("", DefinitionFaultCode.TooLarge, $"There are {list.Count} artifacts; at most {Most} are allowed.", null)] };

        var artifacts = list.Select((node, index) => Read(node, DocumentPath.Item("", index), faults)).OfType<Artifact>().ToArray();
        if (faults.Count == 0 && artifacts.Sum(ArtifactLimits.SizeOf) is var size and > ArtifactLimits.All)
            faults.Add(new("", DefinitionFaultCode.TooLarge, $"The artifacts have {size:N0} bytes together; at most {ArtifactLimits.All:N0} are allowed.", null));
        return faults.Count == 0 ? new() { Artifacts = artifacts } : new() { Faults = faults };
    }

    private static Artifact? Read(JsonNode? node, string path, List<ArtifactPayloadFault> faults)
    {
        if (node is not JsonObject fields)
        {
            faults.Add(new(path, DefinitionFaultCode.WrongType, "An artifact is a map with the field type.", null));
            return null;
        }

        var type = Text("type");
        if (fields["type"] is null || (type is not null && string.IsNullOrWhiteSpace(type)))
            faults.Add(new($"{path}.type", DefinitionFaultCode.Missing, $"The field 'type' is missing; write for example {ArtifactTypes.DockerImage}.", null));

        var metadata = fields["metadata"];
        if (metadata is not (null or JsonObject))
            faults.Add(new($"{path}.metadata", DefinitionFaultCode.WrongType, "This must be a map.", null));
        foreach (var (name, _) in fields)
        {
            if (name != "metadata" && !Texts.Contains(name) && !Ignored.Contains(name))
                RefuseField(name);
        }

        var artifact = new Artifact
        {
            Type = type ?? "",
            Name = Text("name"),
            Version = Text("version"),
            Location = Text("location"),
            Reference = Text("reference"),
            Metadata = (metadata as JsonObject)?.DeepClone().AsObject() ?? [],
        };
        foreach (var (field, message) in ArtifactLimits.FaultsOf(artifact))
            faults.Add(new($"{path}.{field}", DefinitionFaultCode.TooLarge, message, null));
        if (ContentFaultOf(artifact) is { } fault)
            faults.Add(new($"{path}.{fault.Field}", DefinitionFaultCode.InvalidValue, fault.Message, null));
        return artifact;

        string? Text(string name)
        {
            if (fields[name] is not { } value)
                return null;
            if (value.GetValueKind() is JsonValueKind.String)
                return value.GetValue<string>();

            faults.Add(new($"{path}.{name}", DefinitionFaultCode.WrongType, "This must be a text.", null));
            return null;
        }

        void RefuseField(string name)
        {
            var nearest = faults.Count < 100 ? NearestName.Find(name, Texts.Append("metadata")) : null;
            var hint = nearest is null ? "Put what else there is to say into metadata." : $"Did you mean '{nearest}'?";
            faults.Add(new(DocumentPath.Field(path, name), DefinitionFaultCode.UnknownField, $"There is no field '{DocumentFaults.Shorten(name)}' here. {hint}", nearest));
        }
    }

    private static (string Field, string Message)? ContentFaultOf(Artifact artifact) => artifact switch
    {
        { Type: ArtifactTypes.RemoteBase64 } =>
            ("type", $"Only the server that stored a content can read it. Send the content itself, as {ArtifactTypes.EmbeddedBase64}."),
        { Type: ArtifactTypes.EmbeddedBase64, Reference: { Length: <= ArtifactLimits.Content } reference } when !EmbeddedContent.IsBase64(reference) =>
            ("reference", $"This is not Base64, which the reference of {ArtifactTypes.EmbeddedBase64} must be."),
        _ => null,
    };
}

/// <summary>The artifacts that somebody sent, or everything that is wrong with them.</summary>
public sealed record ArtifactPayloadResult
{
    /// <summary>The artifacts, in their order; null when there is a fault.</summary>
    public IReadOnlyList<Artifact>? Artifacts { get; init; }

    /// <summary>All faults; empty when the artifacts are read.</summary>
    public IReadOnlyList<ArtifactPayloadFault> Faults { get; init; } = [];

    /// <summary>Whether the artifacts are read.</summary>
    [MemberNotNullWhen(true, nameof(Artifacts))]
    public bool IsValid => Artifacts is not null;
}

/// <summary>One thing that is wrong with artifacts that somebody sent.</summary>
/// <param name="Path">The value it concerns within the list, for example <c>[0].type</c>; empty for the list as a whole.</param>
/// <param name="Code">The kind of fault: one of <see cref="DefinitionFaultCode"/>.</param>
/// <param name="Message">What is wrong and how to put it right.</param>
/// <param name="Suggestion">What was probably meant; null when nothing is near.</param>
public sealed record ArtifactPayloadFault(string Path, string Code, string Message, string? Suggestion);
