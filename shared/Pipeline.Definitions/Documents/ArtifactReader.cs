using System.Text.Json.Nodes;
using Pipeline.Definitions.Artifacts;

namespace Pipeline.Definitions.Documents;

/// <summary>Where an artifact's id is given.</summary>
/// <param name="Id">The id.</param>
/// <param name="Path">The path of the artifact.</param>
/// <param name="Place">Where the id stands.</param>
/// <param name="Producer">The position of the stage that produces it; null when the pipeline expects it.</param>
internal sealed record ArtifactDeclaration(string Id, string Path, DocumentPlace Place, int? Producer);

/// <summary>Reads the artifacts that a pipeline expects and its stages produce, and keeps where it found them.</summary>
internal sealed class ArtifactReader(ExpressionFaults expressions, FaultList faults)
{
    private readonly List<ArtifactDeclaration> declared = [];
    private int count;

    public IReadOnlyList<ArtifactDeclaration> Declared => declared;

    /// <param name="fields">The map that has the list.</param>
    /// <param name="name">The list's name.</param>
    /// <param name="producer">The position of the stage that produces them; null when the pipeline expects them.</param>
    public IReadOnlyList<ExpectedArtifact> ReadAll(FieldReader fields, string name, int? producer)
    {
        var artifacts = new List<ExpectedArtifact>();
        var items = fields.List(name, DocumentLimits.Artifacts);
        for (var index = 0; index < items.Count && !faults.IsFull; index++)
        {
            var path = DocumentPath.Item(fields.PathOf(name), index);
            if (++count > DocumentLimits.Artifacts)
            {
                if (count == DocumentLimits.Artifacts + 1)
                    faults.Add(path, items[index].Place, DefinitionFaultCode.TooLarge, $"A pipeline has at most {DocumentLimits.Artifacts} artifacts, those of its stages included.");
                break;
            }

            if (items[index] is DocumentMapping mapping)
                artifacts.Add(Read(new(mapping, path, faults), path, producer));
            else
                DocumentFaults.WrongType(faults, path, items[index], "a map with the fields id and match");
        }

        return artifacts;
    }

    private ExpectedArtifact Read(FieldReader fields, string path, int? producer)
    {
        var id = fields.Name("id");
        if (id is not null && !NamingRules.IsArtifactId(id.Text))
            faults.Add($"{path}.id", id.Place, DefinitionFaultCode.InvalidName, $"'{DocumentFaults.Shorten(id.Text)}' is no artifact id: use {NamingRules.ArtifactIdRule}.");
        if (id is not null)
            declared.Add(new(id.Text, path, id.Place, producer));

        var artifact = new ExpectedArtifact
        {
            Id = id?.Text ?? "",
            DisplayName = fields.Text("displayName") ?? id?.Text ?? "",
            Match = Match(fields),
            UsePrior = producer is null && fields.Boolean("usePrior"),
            Default = fields.Map("default") is { } value ? Default(value, $"{path}.default") : null,
        };
        fields.RefuseOthers();
        return artifact;
    }

    private ArtifactMatch Match(FieldReader fields)
    {
        var before = faults.Count;
        if (fields.Map("match") is not { } match)
        {
            // A 'match' of the wrong type has its fault already.
            if (faults.Count == before && fields.Mapping["default"] is null)
                faults.Add(fields.PathOf("match"), fields.Mapping.Place, DefinitionFaultCode.Missing, "The field 'match' is missing; say at least the artifact's type, or give a default.");
            return new();
        }

        var result = new ArtifactMatch
        {
            Type = Pattern(match, "type"),
            Name = Pattern(match, "name"),
            Version = Pattern(match, "version"),
            Location = Pattern(match, "location"),
            Reference = Pattern(match, "reference"),
        };
        match.RefuseOthers();
        if (faults.Count == before && result == new ArtifactMatch() && fields.Mapping["default"] is null)
            faults.Add(fields.PathOf("match"), match.Mapping.Place, DefinitionFaultCode.InvalidValue, "An empty match takes any artifact; say at least its type, or give a default.");
        return result;
    }

    private string? Pattern(FieldReader match, string name)
    {
        var text = match.Text(name);
        if (string.IsNullOrWhiteSpace(text))
            return null;

        var node = match.Mapping[name]!;
        if (node is DocumentScalar { HoldsExpression: true })
            expressions.Refuse(node, match.PathOf(name));
        else if (ArtifactPattern.FaultOf(text) is { } fault)
            faults.Add(match.PathOf(name), node.Place, DefinitionFaultCode.InvalidPattern, fault);
        return text;
    }

    private Artifact Default(FieldReader fields, string path)
    {
        var artifact = new Artifact
        {
            Type = fields.Name("type")?.Text ?? "",
            Name = fields.Text("name"),
            Version = fields.Text("version"),
            Location = fields.Text("location"),
            Reference = fields.Text("reference"),
            Metadata = fields.Map("metadata") is { } metadata ? (JsonObject)metadata.Mapping.ToJson()! : [],
        };
        fields.RefuseOthers();
        expressions.Refuse(fields.Mapping, path);
        return artifact;
    }
}
