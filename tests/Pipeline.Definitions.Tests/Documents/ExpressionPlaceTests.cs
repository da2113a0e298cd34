using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Tests.Documents;

public sealed class ExpressionPlaceTests
{
    // Every text's fault is at its '!'.
    [Theory]
    [InlineData("message: ${a!}", 9, 23)]
    [InlineData("message: 'x ${a!}'", 9, 26)]
    [InlineData("message: \"x ${a!}\"", 9, 26)]
    [InlineData("message: \"\\t ${a!}\"", 9, 20)] // an escape before it: where the text starts
    [InlineData("message: |\n            one\n            two ${a!} three", 11, 20)]
    [InlineData("message: |-\n\n            ${a!}", 11, 16)]
    [InlineData("message: >-\n            one\n            ${a!}", 9, 20)] // folded: where the text starts
    public void A_fault_inside_an_expression_has_its_place_in_yaml(string message, int line, int column)
    {
        var fault = Assert.Single(Parse($"""
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: {"{"} name: checkout {"}"}
            spec:
              stages:
                - id: a
                  type: feature.fail
                  with:
                      {message}
            """, DocumentFormat.Yaml).Faults);

        Assert.Equal((line, column, "invalid-expression", "spec.stages[0].with.message"), (fault.Line, fault.Column, fault.Code, fault.Path));
    }

    [Fact]
    public void A_fault_inside_an_expression_has_its_place_in_json()
    {
        var fault = Assert.Single(Parse("""
            { "apiVersion": "pipeline/v1", "kind": "Pipeline", "metadata": { "name": "checkout" },
              "spec": { "stages": [ { "id": "a", "type": "feature.fail", "with":
                { "message": "é ${a!}" } } ] } }
            """, DocumentFormat.Json).Faults);

        Assert.Equal((3, 24), (fault.Line, fault.Column));
    }

    [Fact]
    public void An_expression_that_is_never_closed_is_a_fault() =>
        Assert.Equal("invalid-expression", Documents.Fault(Documents.Stages("{ id: a, type: feature.fail, with: { message: 'x ${a' } }")).Code);

    private static PipelineParseResult Parse(string text, DocumentFormat format) =>
        PipelineDocument.Parse(text, format, SampleStageTypes.All, expression => [(expression.IndexOf('!', StringComparison.Ordinal), "Not an operator.")]);
}
