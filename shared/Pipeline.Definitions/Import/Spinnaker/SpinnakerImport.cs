using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Import.Spinnaker;

/// <summary>Makes a pipeline document of a Spinnaker pipeline's JSON, and says of everything that it cannot make the same.</summary>
/// <remarks>
/// Semantics are those of reference A to C (orca, echo, kork). Stage ids are the refIds, so that dependencies and <c>#stageByRefId</c> read as
/// before. Nothing is left out without a word: what no rule has read is reported as missing.
/// </remarks>
public static class SpinnakerImport
{
    /// <summary>Converts a pipeline.</summary>
    /// <param name="json">
    /// The pipeline as <c>spin pipeline get</c> or <c>Edit as JSON</c> give it, a list of one such pipeline, or a map that holds it as <c>pipeline</c>.
    /// </param>
    /// <param name="stageTypes">The stage types that there are, by name.</param>
    /// <param name="names">What the pipeline and its application are to be called; null: as they are.</param>
    /// <exception cref="SpinnakerImportException">The input is not JSON, too large, or no pipeline.</exception>
    public static ImportedPipeline Convert(string json, IReadOnlyDictionary<string, StageTypeDescription> stageTypes, ImportNames? names = null)
    {
        var report = new ImportReport();
        var pipeline = PipelineSource.Read(json, report);
        var document = new PipelineImport(stageTypes, names ?? new()).Read(pipeline);
        pipeline.ReportUnread();

        var yaml = YamlDocumentWriter.Write(document);
        return new()
        {
            Name = (string)document["metadata"]!["name"]!,
            Document = document,
            Yaml = yaml,
            Missing = report.Missing,
            Ignored = report.Ignored,
            Faults = PipelineDocument.Parse(yaml, DocumentFormat.Yaml, stageTypes).Faults,
        };
    }
}
