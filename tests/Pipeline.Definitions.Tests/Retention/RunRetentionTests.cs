using System.Text.Json;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Retention;
using Pipeline.Definitions.Tests.Schema;
using static Pipeline.Definitions.Tests.Documents.Documents;
using static Pipeline.Definitions.Tests.FuzzCases;

namespace Pipeline.Definitions.Tests.Retention;

public sealed class RunRetentionTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 31, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(2, null, 1, 400, false)]
    [InlineData(2, null, 2, 0, true)]
    [InlineData(null, 30, 1000, 29, false)]
    [InlineData(null, 30, 0, 30, true)]
    [InlineData(2, 30, 1, 30, true)]
    [InlineData(2, 30, 2, 29, true)]
    [InlineData(2, 30, 1, 29, false)]
    [InlineData(null, null, 1000, 1000, false)]
    public void A_run_goes_when_either_the_number_or_the_time_is_over(int? keep, int? days, int younger, int daysAgo, bool over)
    {
        var retention = new RunRetention { Keep = keep, For = days is { } count ? TimeSpan.FromDays(count) : null };

        Assert.Equal(over, retention.IsOver(Now.AddDays(-daysAgo), younger, Now));
    }

    [Fact]
    public void A_run_that_was_over_stays_over_as_time_passes_and_runs_are_added() => ForAll(tape =>
    {
        var retention = new RunRetention { Keep = 1 + tape.Choose(50), For = TimeSpan.FromHours(1 + tape.Choose(50)) };
        var (ended, younger) = (Now.AddHours(-tape.Choose(60)), tape.Choose(60));

        if (retention.IsOver(ended, younger, Now))
            Assert.True(retention.IsOver(ended, younger + tape.Choose(5), Now.AddHours(tape.Choose(5))));
    });

    [Theory]
    [InlineData("retention: { keep: 100, for: 90d }")]
    [InlineData("retention: { keep: 1 }")]
    [InlineData("retention: { for: 1h }")]
    public void All_notations_and_the_stored_form_say_the_same(string retention)
    {
        var document = Document(retention);
        var definition = Definition(Yaml(document));
        var json = PipelineDocument.ToJson(definition);
        var stored = JsonSerializer.Serialize(definition, DefinitionsJson.Default.PipelineDefinition);

        Assert.NotNull(definition.Retention);
        Assert.Equal(definition.Retention, Definition(Json(json)).Retention);
        Assert.Equal(definition.Retention, Definition(Yaml(PipelineDocument.ToYaml(definition))).Retention);
        Assert.Equal(definition.Retention, JsonSerializer.Deserialize(stored, DefinitionsJson.Default.PipelineDefinition)!.Retention);
        Assert.Empty(PipelineJsonSchemaTests.FaultsOf(document));
    }

    [Theory]
    [InlineData("retention: { keep: 0 }", "spec.retention.keep", "a whole number from 1 to 100000")]
    [InlineData("retention: { keep: 1.5 }", "spec.retention.keep", "a whole number")]
    [InlineData("retention: { keep: many }", "spec.retention.keep", "a whole number")]
    [InlineData("retention: { for: 10m }", "spec.retention.for", "for 1h at least")]
    [InlineData("retention: { for: long }", "spec.retention.for", "write for example")]
    [InlineData("retention: {}", "spec.retention", "keep: 100")]
    [InlineData("retention: { kep: 1, keep: 1 }", "spec.retention.kep", "keep")]
    [InlineData("retention: 90d", "spec.retention", "a map")]
    public void What_cannot_be_kept_is_refused_at_its_place(string retention, string path, string fix)
    {
        var fault = Fault(Yaml(Document(retention)));

        Assert.Equal(path, fault.Path);
        Assert.Contains(fix, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipeline_that_says_nothing_has_none() => Assert.Null(Definition(Yaml(Document("description: x"))).Retention);

    private static string Document(string line) => $$"""
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: kept }
        spec:
          {{line}}
          stages: [{ id: a, type: feature.wait, with: { duration: 5s } }]
        """;
}
