using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Stages.Clusters;
using Pipeline.Stages.Feature;

namespace Pipeline.Stages.Tests.Feature;

public sealed class PreconditionStageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Conditions on a run in which "prod" was chosen in the judgement "ask", "build" succeeded and "lint" failed and was ignored.</summary>
    [Theory]
    [InlineData("""{ "judgement": { "stage": "ask", "equals": "prod" } }""", true)]
    [InlineData("""{ "judgement": { "stage": "ask", "equals": "test" } }""", false)]
    [InlineData("""{ "judgement": { "stage": "ask", "equals": "prod", "match": "unmatched" } }""", false)]
    [InlineData("""{ "judgement": { "stage": "ask", "equals": "test", "match": "unmatched" } }""", true)]
    [InlineData("""{ "judgement": { "stage": "Ask people", "equals": "prod", "match": "matched" } }""", true)]
    [InlineData("""{ "judgement": { "stage": "build", "equals": "prod" } }""", false)] // nothing was chosen
    [InlineData("""{ "judgement": { "stage": "build", "equals": "prod", "match": "unmatched" } }""", false)] // nor does that count as another choice
    [InlineData("""{ "stageStatus": [{ "stage": "build", "status": "SUCCEEDED" }] }""", true)]
    [InlineData("""{ "stageStatus": [{ "stage": "lint", "status": "SUCCEEDED" }] }""", false)]
    [InlineData("""{ "stageStatus": [{ "stage": "lint", "status": "FAILED_CONTINUE" }, { "stage": "build", "status": "SUCCEEDED" }] }""", true)]
    [InlineData("""{ "stageStatus": [{ "stage": "never", "status": "NOT_STARTED" }] }""", true)]
    [InlineData("""{ "expression": true }""", true)]
    [InlineData("""{ "expression": true, "stageStatus": [{ "stage": "lint", "status": "SUCCEEDED" }] }""", false)]
    [InlineData("""{ "expression": false, "judgement": { "stage": "ask", "equals": "prod" } }""", false)]
    public async Task All_conditions_must_hold(string with, bool holds)
    {
        var step = await ExecuteAsync(with);

        if (holds)
            Assert.IsType<StageStep.Succeeded>(step);
        else
            Assert.Equal("precondition", Assert.IsType<StageStep.Failed>(step).Error.Code);
    }

    [Fact]
    public async Task Error_names_every_condition_that_does_not_hold_or_says_what_the_author_wrote()
    {
        const string Conditions = """ "judgement": { "stage": "ask", "equals": "test" }, "stageStatus": [{ "stage": "lint", "status": "SUCCEEDED" }] """;

        var failed = Assert.IsType<StageStep.Failed>(await ExecuteAsync($$"""{ {{Conditions}} }"""));
        Assert.Equal(
            "'prod' was chosen in stage 'ask'; the condition is 'test'. Stage 'lint' is FAILED_CONTINUE; the condition is SUCCEEDED.", failed.Error.Message);

        failed = Assert.IsType<StageStep.Failed>(await ExecuteAsync($$"""{ {{Conditions}}, "failureMessage": "Only test." }"""));
        Assert.Equal("Only test.", failed.Error.Message);
    }

    [Fact]
    public async Task Nothing_to_check_is_an_error_of_the_author()
    {
        var failure = await Assert.ThrowsAsync<StageFailedException>(() => ExecuteAsync("{}").AsTask());

        Assert.Equal("invalid-input", failure.Error.Code);
    }

    private static ValueTask<StageStep> ExecuteAsync(string with) => ((IStage)new PreconditionStage(static () => new NoRegions())).ExecuteAsync(
        new()
        {
            Run = new("run1", 7, "checkout", "shop", "alice", 0),
            StageId = "check",
            Attempt = 1,
            Step = 0,
            RawInput = JsonNode.Parse(with)!.AsObject(),
            Stages = new(static () =>
            [
                new("ask", "Ask people", "feature.judgement", StageStatus.Succeeded, 1, null, new() { Verdict = StageVerdict.Continue, Input = "prod", By = "bob", At = default }),
                new("build", "Build", "feature.wait", StageStatus.Succeeded, 1, null),
                new("lint", "Lint", "feature.wait", StageStatus.FailedContinue, 1, null),
            ]),
            Log = new NoLog(),
        },
        PreconditionStage.Type.Input,
        Cancellation);

    private sealed class NoRegions : IServerGroupProvider
    {
        public ValueTask<IServerGroups> OpenAsync(string region, ClusterReference cluster, StageRun run, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("These conditions are not about clusters.");
    }

    private sealed class NoLog : IStageLog
    {
        public void WriteLine(string text)
        {
        }
    }
}
