using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Tests.Documents;

/// <summary>Short ways to read documents in tests.</summary>
internal static class Documents
{
    public static PipelineParseResult Yaml(string text) => PipelineDocument.Parse(text, DocumentFormat.Yaml, SampleStageTypes.All);

    public static PipelineParseResult Json(string text) => PipelineDocument.Parse(text, DocumentFormat.Json, SampleStageTypes.All);

    /// <summary>A document around some stages, the first of which starts on line 5, column 3.</summary>
    public static PipelineParseResult Stages(string stages) => Yaml($$"""
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: checkout }
        spec: { stages: [
          {{stages}}
        ] }
        """);

    /// <summary>The definition of a valid document.</summary>
    public static PipelineDefinition Definition(PipelineParseResult result)
    {
        Assert.Empty(result.Faults);
        return result.Definition!;
    }

    /// <summary>The only fault of a document.</summary>
    public static DefinitionFault Fault(PipelineParseResult result)
    {
        Assert.Null(result.Definition);
        return Assert.Single(result.Faults);
    }
}
