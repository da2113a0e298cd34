using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Import.Spinnaker;

/// <summary>What became of a Spinnaker pipeline. Every field of the input is in <see cref="Document"/>, <see cref="Missing"/> or <see cref="Ignored"/>.</summary>
public sealed record ImportedPipeline
{
    /// <summary>The pipeline's name here.</summary>
    public required string Name { get; init; }

    /// <summary>The pipeline's document.</summary>
    public required JsonObject Document { get; init; }

    /// <summary>The same document in YAML.</summary>
    public required string Yaml { get; init; }

    /// <summary>What could not be taken over as it is, in the order in which it was found.</summary>
    public required IReadOnlyList<MissingFeature> Missing { get; init; }

    /// <summary>The fields of the input that mean nothing for what a pipeline does: state of the user interface, bookkeeping, parts that are switched off.</summary>
    public required IReadOnlyList<string> Ignored { get; init; }

    /// <summary>What is wrong with the document, with places in <see cref="Yaml"/>; empty when it can be saved.</summary>
    public required IReadOnlyList<DefinitionFault> Faults { get; init; }
}
