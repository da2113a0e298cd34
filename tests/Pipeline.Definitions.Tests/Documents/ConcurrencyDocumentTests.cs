using System.Text.Json;
using Pipeline.Definitions.Concurrency;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Tests.Schema;
using static Pipeline.Definitions.Tests.Documents.Documents;

namespace Pipeline.Definitions.Tests.Documents;

public sealed class ConcurrencyDocumentTests
{
    public static IEnumerable<TheoryDataRow<string, ConcurrencyLimit?>> Limits() =>
    [
        new("", null),
        new("concurrency: {}, ", new ConcurrencyLimit()),
        new("concurrency: { max: 3 }, ", new ConcurrencyLimit { Max = 3 }),
        new("concurrency: { max: 100, policy: queue }, ", new ConcurrencyLimit { Max = 100 }),
        new("concurrency: { policy: latest-only }, ", new ConcurrencyLimit { Policy = ConcurrencyPolicy.LatestOnly }),
        new("concurrency: { group: prod }, ", new ConcurrencyLimit { Group = "prod" }),
        new("concurrency: { max: 2, policy: latest-only, group: prod-kr }, ", new ConcurrencyLimit { Max = 2, Policy = ConcurrencyPolicy.LatestOnly, Group = "prod-kr" }),
    ];

    [Theory]
    [MemberData(nameof(Limits))]
    public void A_limit_is_read_and_all_notations_and_the_stored_form_say_the_same(string limit, ConcurrencyLimit? expected)
    {
        var definition = Definition(Yaml(Document(limit)));
        var json = PipelineDocument.ToJson(definition);
        var stored = JsonSerializer.Serialize(definition, DefinitionsJson.Default.PipelineDefinition);

        Assert.Equal(expected, definition.Concurrency);
        Assert.Equal(expected, Definition(Json(json)).Concurrency);
        Assert.Equal(expected, Definition(Yaml(PipelineDocument.ToYaml(definition))).Concurrency);
        Assert.Equal(expected, JsonSerializer.Deserialize(stored, DefinitionsJson.Default.PipelineDefinition)!.Concurrency);
        Assert.Empty(PipelineJsonSchemaTests.FaultsOf(Document(limit)));
    }

    [Fact]
    public void A_written_document_says_how_many_and_leaves_out_what_is_not_said() =>
        Assert.Equal(
            """
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata:
              name: a
              application: default
            spec:
              concurrency:
                max: 1
                policy: latest-only
                group: prod
              stages:
              - id: s
                type: feature.fail

            """,
            PipelineDocument.ToYaml(new()
            {
                Name = "a",
                Concurrency = new() { Policy = ConcurrencyPolicy.LatestOnly, Group = "prod" },
                Stages = [new() { Id = "s", Type = "feature.fail" }],
            }));

    [Theory]
    [InlineData("concurrency: 1", "", "wrong-type", "This must be a map, but is a number.")]
    [InlineData("concurrency:", "", "wrong-type", "This must be a map, but is null. Leave the field out if there is nothing to say.")]
    [InlineData("concurrency: { max: 0 }", ".max", "invalid-value", "'0' is not a whole number from 1 to 100. For no limit leave 'concurrency' out.")]
    [InlineData("concurrency: { max: 101 }", ".max", "invalid-value", "'101' is not a whole number from 1 to 100.")]
    [InlineData("concurrency: { max: -1 }", ".max", "invalid-value", "'-1' is not a whole number")]
    [InlineData("concurrency: { max: 1.5 }", ".max", "invalid-value", "'1.5' is not a whole number")]
    [InlineData("concurrency: { max: '2' }", ".max", "wrong-type", "This must be a whole number from 1 to 100, but is a text.")]
    [InlineData("concurrency: { max: '${parameters.n}' }", ".max", "wrong-type", "This must be a whole number from 1 to 100, but is a text.")]
    [InlineData("concurrency: { policy: latest }", ".policy", "invalid-value", "'latest' is not one of: queue, latest-only.")]
    [InlineData("concurrency: { policy: 1 }", ".policy", "wrong-type", "This must be a text")]
    [InlineData("concurrency: { group: Prod East }", ".group", "invalid-name", "'Prod East' is no name of a group: use lower-case letters")]
    [InlineData("concurrency: { group: '' }", ".group", "invalid-name", "'' is no name of a group")]
    [InlineData("concurrency: { group: 7 }", ".group", "wrong-type", "Write it in quotation marks: \"7\".")]
    [InlineData("concurrency: { maximum: 1 }", ".maximum", "unknown-field", "There is no field 'maximum' here.")]
    public void A_wrong_limit_has_one_fault_that_says_what_to_do(string limit, string path, string code, string message)
    {
        var text = Document(limit + ", ");
        var fault = Fault(Yaml(text));

        Assert.Equal(($"spec.concurrency{path}", code), (fault.Path, fault.Code));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Equal($"spec.concurrency{path}", Assert.Single(PipelineJsonSchemaTests.FaultsOf(text)).Path);
    }

    [Fact]
    public void The_name_of_a_group_that_can_be_repaired_is_suggested() =>
        Assert.Equal("prod-east", Fault(Yaml(Document("concurrency: { group: Prod East }, "))).Suggestion);

    private static string Document(string limit) => $$"""
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: a }
        spec: { {{limit}}stages: [ { id: s, type: feature.wait, with: { duration: 1s } } ] }
        """;
}
