using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;
using Pipeline.Stages.Catalog;

namespace Pipeline.Stages.Tests.Catalog;

public sealed class StageTypeSchemaTests
{
    [Fact]
    public void Every_type_is_described_and_so_is_every_input()
    {
        Assert.Equal(StageCatalog.All.Count, StageTypeSchemas.All.Count);
        foreach (var description in StageTypeSchemas.All.Values)
        {
            Assert.True(description.Description.Length > 20, description.Type);
            foreach (var (name, property) in description.InputSchema["properties"]!.AsObject())
                Assert.True(property is JsonObject { } schema && schema["description"] is not null, $"{description.Type}: {name}");
            Assert.False(description.InputSchema["additionalProperties"]!.GetValue<bool>());
        }
    }

    [Fact]
    public void Schema_says_duration_enumeration_and_what_is_required()
    {
        var wait = StageTypeSchemas.All["feature.wait"].InputSchema;
        Assert.Equal("duration", wait["properties"]!["duration"]!["format"]!.GetValue<string>());
        Assert.Null(wait["required"]);
        Assert.Equal(["duration", "until"], wait["oneOf"]!.AsArray().Select(alternative => alternative!["required"]![0]!.GetValue<string>()));
        Assert.Equal(["pipeline"], StageTypeSchemas.All["feature.run-pipeline"].InputSchema["required"]!.AsArray().Select(name => name!.GetValue<string>()));

        var condition = StageTypeSchemas.All["feature.precondition"].InputSchema["properties"]!["judgement"]!;
        Assert.Equal(["matched", "unmatched"], condition["properties"]!["match"]!["enum"]!.AsArray().Select(name => name!.GetValue<string>()));
    }

    [Theory]
    [InlineData("feature.wait", "{ duration: 30s }", true)]
    [InlineData("feature.wait", "{ duration: soon }", false)]
    [InlineData("feature.wait", "{ }", false)]
    [InlineData("feature.wait", "{ until: 2030-01-01T00:00:00Z }", true)]
    [InlineData("feature.wait", "{ duration: 30s, until: 2030-01-01T00:00:00Z }", false)]
    [InlineData("feature.wait", "{ duration: 30s, extra: 1 }", false)]
    [InlineData("feature.approval", "{ quorum: 2, requesterMayApprove: false, reminder: 4h }", true)]
    [InlineData("feature.approval", "{ quorum: two }", false)]
    [InlineData("feature.judgement", "{ options: [a, b], roles: [editor] }", true)]
    [InlineData("feature.judgement", "{ roles: [king] }", false)]
    [InlineData("feature.precondition", "{ stageStatus: [{ stage: a, status: SUCCEEDED }], expression: \"${true}\" }", true)]
    [InlineData("feature.precondition", "{ judgement: { stage: a } }", false)]
    [InlineData("feature.run-pipeline", "{ pipeline: p, parameters: { a: 1 }, wait: false }", true)]
    [InlineData("feature.fail", "{ message: no }", true)]
    [InlineData("feature.webhook", "{ url: 'https://ci', headers: { X-Team: shop, X-Number: 7, X-Many: [a, b] } }", true)]
    [InlineData("feature.webhook", "{ url: 'https://ci', headers: [a] }", false)]
    [InlineData("feature.webhook", "{ url: 'https://ci', failFastStatusCodes: '404, 500', retryStatusCodes: 409, webhookRetryStatusCodes: [408, '425'] }", true)]
    [InlineData("feature.webhook", "{ url: 'https://ci', successStatuses: 'DONE,OK', canceledStatuses: [GONE], terminalStatuses: BAD }", true)]
    [InlineData("feature.webhook", "{ url: 'https://ci', successStatuses: { a: b } }", false)]
    public void Documents_are_checked_against_it(string type, string with, bool valid)
    {
        var document = $$"""
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: p }
            spec: { stages: [ { id: x, type: {{type}}, with: {{with}} } ] }
            """;

        var result = PipelineDocument.Parse(document, DocumentFormat.Yaml, StageTypeSchemas.All);

        Assert.True(valid == (result.Faults.Count == 0), string.Join("\n", result.Faults));
    }
}
