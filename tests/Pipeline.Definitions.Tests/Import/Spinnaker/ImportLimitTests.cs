using System.Diagnostics;
using Pipeline.Definitions.Import.Spinnaker;

namespace Pipeline.Definitions.Tests.Import.Spinnaker;

/// <summary>What is sent costs no more than its size.</summary>
public sealed class ImportLimitTests
{
    [Fact]
    public void Of_very_many_missing_things_the_first_are_listed_and_a_last_entry_says_that_there_are_more()
    {
        var imported = Imports.Stages($$"""{ "refId": "1", "type": "webhook", "url": "{{string.Concat(Enumerable.Repeat("${a}", 20_000))}}" }""");
        Assert.Equal(ImportReport.Longest + 1, imported.Missing.Count);
        Assert.Equal("all further entries", imported.Missing[^1].What);
    }

    [Fact]
    public void More_stages_than_a_document_has_are_refused()
    {
        var json = $$"""{ "stages": [{{string.Join(",", Enumerable.Repeat("{}", 10_001))}}] }""";
        Assert.Equal("stages", Assert.Throws<SpinnakerImportException>(() => Imports.Pipeline(json)).Field);
    }

    [Theory]
    [InlineData("""{ "refId": "1", "type": "evaluateVariables", "variables": [*] }, { "refId": "2", "type": "webhook", "requisiteStageRefIds": ["1"], "payload": ["${k1}"] }""", """{ "key": "k#", "value": "${k#}" }""")]
    [InlineData("""{ "refId": "1", "type": "checkPreconditions", "preconditions": [*] }""", """{ "type": "stageStatus", "context": { "stageName": "a", "stageStatus": "SUCCEEDED" } }""")]
    [InlineData("""{ "refId": "1", "type": "manualJudgment", "judgmentInputs": [*] }""", """{ "value": "option #" }""")]
    [InlineData("*", """{ "type": "evaluateVariables", "variables": [{ "key": "tag", "value": "${tag}" }], "refId": "same" }""")]
    [InlineData("*", """{ "type": "evaluateVariables", "variables": [{ "key": "tag", "value": "${tag}" }] }""")]
    public void Thousands_of_a_thing_take_seconds_at_most(string stages, string item)
    {
        var items = string.Join(',', Enumerable.Range(0, 4_000).Select(number => item.Replace("#", $"{number}", StringComparison.Ordinal)));
        var watch = Stopwatch.StartNew();
        Imports.Stages(stages.Replace("*", items, StringComparison.Ordinal));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"It took {watch.Elapsed}.");
    }
}
