using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Import.Spinnaker;

namespace Pipeline.Functions.Endpoints.Import;

/// <summary>What became of a Spinnaker pipeline; nothing of it is stored.</summary>
/// <param name="Name">The pipeline's name here.</param>
/// <param name="Document">Its document, to be PUT at <c>/api/pipelines/{name}</c>.</param>
/// <param name="Yaml">The same document in YAML.</param>
/// <param name="Missing">What could not be taken over as it is, and what to do about each.</param>
/// <param name="Ignored">The fields of the input that mean nothing for what a pipeline does.</param>
/// <param name="Faults">What is wrong with the document, with places in <paramref name="Yaml"/>; empty when it can be PUT.</param>
internal sealed record SpinnakerImportAnswer(
    string Name,
    JsonObject Document,
    string Yaml,
    IReadOnlyList<MissingFeature> Missing,
    IReadOnlyList<string> Ignored,
    IReadOnlyList<DefinitionFault> Faults)
{
    public static SpinnakerImportAnswer Of(ImportedPipeline imported) =>
        new(imported.Name, imported.Document, imported.Yaml, imported.Missing, imported.Ignored, imported.Faults);
}
