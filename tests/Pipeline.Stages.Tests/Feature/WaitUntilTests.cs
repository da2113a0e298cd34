using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Schema;
using Pipeline.Stages.Catalog;
using Pipeline.Stages.Feature;
using Pipeline.Testing;

namespace Pipeline.Stages.Tests.Feature;

/// <summary>Waits until a moment instead of for a while.</summary>
public sealed class WaitUntilTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // The clocks of New York go from 02:00 to 03:00 on 10 March 2030 (07:00 UTC) and from 02:00 back to 01:00 on 3 November (06:00 UTC).
    [Theory]
    [InlineData("""{ "until": "2030-01-01T12:00:00Z" }""", "2030-01-01T12:00:00Z")]
    [InlineData("""{ "until": "2030-01-01T12:00:00+09:00" }""", "2030-01-01T03:00:00Z")]
    [InlineData("""{ "until": "2030-01-02T09:00", "zone": "Asia/Seoul" }""", "2030-01-02T00:00:00Z")]
    [InlineData("""{ "until": "2030-03-10T02:30", "zone": "America/New_York" }""", "2030-03-10T07:00:00Z")]
    [InlineData("""{ "until": "2030-11-03T01:30", "zone": "America/New_York" }""", "2030-11-03T05:30:00Z")]
    public async Task A_wait_lasts_until_its_moment(string with, string until)
    {
        var time = new ManualTimeProvider();
        var stage = new WaitStage(time);
        var wait = Assert.IsType<StageStep.Wait>(await ExecuteAsync(stage, with));
        Assert.Equal(DateTimeOffset.Parse(until, System.Globalization.CultureInfo.InvariantCulture), wait.Until);

        time.Advance(wait.Until!.Value - Start);
        var ended = Assert.IsType<StageStep.Succeeded>(await ExecuteAsync(stage, with, wait.Cursor));
        Assert.Null(ended.Outputs!["note"]);
    }

    [Theory]
    [InlineData("""{ "until": "2029-12-31T23:59:59Z" }""")]
    [InlineData("""{ "until": "2030-01-01T00:00:00Z" }""")]
    [InlineData("""{ "until": "2030-01-01T08:00", "zone": "Asia/Seoul" }""")]
    public async Task A_moment_that_is_past_ends_the_wait_at_once_with_a_note(string with)
    {
        var ended = Assert.IsType<StageStep.Succeeded>(await ExecuteAsync(new WaitStage(new ManualTimeProvider()), with));

        Assert.Contains("is past already", ended.Outputs!["note"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_until_a_moment_is_skipped_as_any_other()
    {
        var skip = new StageDecision { Verdict = StageVerdict.Skip, By = "bob", At = Start };

        var ended = Assert.IsType<StageStep.Succeeded>(
            await ExecuteAsync(new WaitStage(new ManualTimeProvider()), """{ "until": "2031-01-01T00:00:00Z" }""", new JsonObject { ["until"] = "2031-01-01T00:00:00Z" }, skip));

        Assert.Equal("bob", ended.Outputs!["skippedBy"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("{}", "Give exactly one of 'duration' and 'until'.")]
    [InlineData("""{ "duration": "1h", "until": "2031-01-01T00:00:00Z" }""", "Give exactly one of 'duration' and 'until'.")]
    [InlineData("""{ "duration": "1h", "zone": "Asia/Seoul" }""", "'zone' goes with 'until'")]
    [InlineData("""{ "until": "tomorrow" }""", "until: 'tomorrow' is no moment")]
    [InlineData("""{ "until": "2031-01-01T00:00" }""", "name the time zone in 'zone'")]
    [InlineData("""{ "until": "2031-01-01T00:00", "zone": "Asia/Soul" }""", "zone: There is no time zone 'Asia/Soul'")]
    [InlineData("""{ "until": "2031-01-01T00:00:00Z", "zone": "Asia/Seoul" }""", "zone: 'until' has an offset from UTC already")]
    public async Task A_wait_that_cannot_be_is_an_error_of_the_author(string with, string message)
    {
        var failure = await Assert.ThrowsAsync<StageFailedException>(() => ExecuteAsync(new WaitStage(new ManualTimeProvider()), with));

        Assert.Equal("invalid-input", failure.Error.Code);
        Assert.Contains(message, failure.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "duration": "1h" }""", null)]
    [InlineData("""{ "until": "${parameters.when}" }""", null)]
    [InlineData("{}", DefinitionFaultCode.Missing)]
    [InlineData("""{ "duration": "1h", "until": "2031-01-01T00:00:00Z" }""", DefinitionFaultCode.InvalidValue)]
    public void A_document_gives_exactly_one_of_duration_and_moment(string with, string? code)
    {
        var faults = InputDocument.Validate(JsonNode.Parse(with)!.AsObject(), StageTypeSchemas.All["feature.wait"].InputSchema, "with");

        Assert.Equal(code, faults.SingleOrDefault()?.Code);
    }

    private static async Task<StageStep> ExecuteAsync(IStage stage, string with, JsonNode? cursor = null, StageDecision? decision = null) => await stage.ExecuteAsync(
        new()
        {
            Run = new("run1", 7, "checkout", "shop", "alice", 0),
            StageId = "wait",
            Attempt = 1,
            Step = cursor is null ? 0 : 1,
            Cursor = cursor is null ? null : JsonNode.Parse(cursor.ToJsonString()),
            Decision = decision,
            StartedAt = Start,
            RawInput = JsonNode.Parse(with)!.AsObject(),
            Stages = new([]),
            Log = new NoLog(),
        },
        WaitStage.Type.Input,
        Cancellation);

    private sealed class NoLog : IStageLog
    {
        public void WriteLine(string text)
        {
        }
    }
}
