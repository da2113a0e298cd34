using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Definitions.Runs;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Tests.Kernel;

public sealed class EnabledIfTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("${parameters.region == 'kr'}")]
    [InlineData("${'TRUE'}")]
    [InlineData("${#currentUser() == 'ann'}")]
    public async Task Stage_whose_condition_is_true_runs(string expression)
    {
        await using var kernel = await StartAsync(expression);

        Assert.Equal(StageStatus.Succeeded, (await kernel.StepAsync()).Ended!.Status);
    }

    [Theory]
    [InlineData("${parameters.region == 'jp'}")]
    [InlineData("${'False'}")]
    public async Task Stage_whose_condition_is_false_is_skipped_and_its_inputs_are_not_evaluated(string expression)
    {
        await using var kernel = await StartAsync(expression, with: "${nothing.here}");
        kernel.Act = (_, _) => throw new InvalidOperationException("The stage must not be carried out.");

        var result = await kernel.StepAsync();

        var stage = await kernel.StageAsync();
        Assert.Equal(StageStatus.Skipped, result.Ended!.Status);
        Assert.Equal((StageStatus.Skipped, $"enabledIf is false: {expression}", null), (stage.Status, stage.Reason, stage.Error));
        var ended = Assert.Single(await kernel.Store.ReadEventsAsync(kernel.Run, 0, 100, Cancellation), happened => happened.Stage == "a");
        Assert.Equal((RunEventTypes.StageEnded, "SKIPPED", stage.Reason), (ended.Type, ended.Status, ended.Reason));
    }

    [Fact]
    public async Task Skipped_stage_that_is_asked_for_again_gives_what_is_recorded()
    {
        await using var kernel = await StartAsync("${false}");

        await kernel.StepAsync();
        var again = await kernel.StepAsync();

        Assert.Equal(StageStatus.Skipped, again.Ended!.Status);
        Assert.Single(await kernel.Store.ReadEventsAsync(kernel.Run, 0, 100, Cancellation), happened => happened.Stage == "a");
    }

    [Theory]
    [InlineData("${'yes'}", "is another text.")]
    [InlineData("${1}", "is a number.")]
    [InlineData("${null}", "is null.")]
    [InlineData("${ {} }", "is a list.")]
    [InlineData("${ {:} }", "is a map.")]
    [InlineData("${nothing.here}", "There is no variable or stage 'nothing'.")]
    [InlineData("${#fromUrl('http://user:s@127.0.0.1/') == ''}", "must not hold a password")]
    public async Task Condition_that_is_neither_true_nor_false_fails_the_stage(string expression, string reason)
    {
        await using var kernel = await StartAsync(expression);
        kernel.Act = (_, _) => throw new InvalidOperationException("The stage must not be carried out.");

        await kernel.StepAsync();

        var stage = await kernel.StageAsync();
        Assert.Equal((StageStatus.Terminal, "enabled-if"), (stage.Status, stage.Error!.Code));
        Assert.Contains(reason, stage.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FailurePolicy.FailBranch, StageStatus.Stopped)]
    [InlineData(FailurePolicy.Ignore, StageStatus.FailedContinue)]
    public async Task Condition_that_fails_means_what_the_author_says_of_failures(FailurePolicy policy, StageStatus status)
    {
        await using var kernel = await StartAsync("${'maybe'}", policy);

        Assert.Equal(status, (await kernel.StepAsync()).Ended!.Status);
    }

    [Fact]
    public async Task Condition_that_fails_does_not_show_its_value()
    {
        await using var kernel = await StartAsync("${parameters.region}");

        await kernel.StepAsync();

        Assert.DoesNotContain("'kr'", (await kernel.StageAsync()).Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(JoinRule.All)]
    [InlineData(JoinRule.Any)]
    [InlineData(JoinRule.AllDone)]
    public async Task Stage_behind_a_skipped_one_starts(JoinRule join)
    {
        var behind = new StageDefinition { Id = "b", Type = "test.acting", DependsOn = ["a"], Join = join };
        await using var kernel = await KernelFixture.StartAsync(
            new() { Id = "a", Type = "test.acting", EnabledIf = "${false}" }, others: behind);

        await kernel.StepAsync();

        var definition = await kernel.Store.GetDefinitionAsync(kernel.Run, Cancellation);
        var details = RunDetails.Of(await kernel.Store.GetAsync(kernel.Run, Cancellation), definition);
        var decision = RunRules.Decide(definition.Graph, stage => new(details.Stages[stage].Status, details.Stages[stage].FailsRunLater), new());
        Assert.Equal(["b"], decision.Start);
        Assert.Equal(StageStatus.Succeeded, (await kernel.Kernel.ExecuteAsync(kernel.Request() with { Stage = "b" }, Cancellation)).Ended!.Status);
    }

    private static Task<KernelFixture> StartAsync(string expression, FailurePolicy policy = default, string with = "plain") => KernelFixture.StartAsync(
        new() { Id = "a", Type = "test.acting", EnabledIf = expression, OnFailure = policy, With = new() { ["text"] = with } },
        new JsonObject { ["region"] = "kr" });
}
