using Pipeline.Definitions;
using Pipeline.Durable.Client;
using Pipeline.Functions.Hosting;
using Pipeline.Stages;
using Pipeline.Stages.Runs;
using static Pipeline.Functions.Tests.Orchestrations.RunHarness;

namespace Pipeline.Functions.Tests.Orchestrations;

public abstract class StageDecisionTests(HostingMode mode) : RunBehaviour(mode)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Chosen_option_decides_the_precondition_behind_the_judgement()
    {
        await using var runs = await StartAsync();
        var run = await runs.RunAsync(
            Stage("choose", "feature.judgement", """{ "options": ["production", "staging"] }"""),
            Stage("prod", "feature.precondition", """{ "judgement": { "stage": "choose", "equals": "production" } }""", "choose") with { OnFailure = FailurePolicy.FailBranch },
            Stage("other", "feature.precondition", """{ "judgement": { "stage": "choose", "equals": "production", "match": "unmatched" } }""", "choose"));

        await runs.WaitingAsync(run, "choose");
        await Assert.ThrowsAsync<InvalidCommandException>(() => runs.DecideAsync(run, "choose", "bob", input: "moon"));
        await runs.DecideAsync(run, "choose", "bob", input: "staging");
        var ended = await runs.EndedAsync(run);

        Assert.Equal("staging", ended.Find("choose")!.Outputs!["input"]!.GetValue<string>());
        Assert.Equal((StageStatus.Stopped, "precondition"), (ended.Find("prod")!.Status, ended.Find("prod")!.Error!.Code));
        Assert.Equal(StageStatus.Succeeded, ended.Find("other")!.Status);
    }

    [Fact]
    public async Task Many_decisions_at_the_moment_of_the_timeout_leave_exactly_one()
    {
        await using var runs = await StartAsync();
        var run = await runs.RunAsync(Stage("gate", "feature.judgement") with { Timeout = TimeSpan.FromHours(1) });
        await runs.WaitingAsync(run, "gate");

        var decisions = Enumerable.Range(0, 20).Select(person => Task.Run(() => runs.DecideAsync(run, "gate", $"p{person}"), Cancellation)).ToArray();
        var ending = runs.EndedAfterAsync(run, TimeSpan.FromHours(1));
        var outcomes = await Task.WhenAll(decisions.Select(async decision =>
        {
            try
            {
                await decision;
                return true;
            }
            catch (RunConflictException)
            {
                return false;
            }
        }));
        var gate = (await ending).Find("gate")!;

        Assert.True(outcomes.Count(won => won) <= 1);
        Assert.Equal(outcomes.Contains(true) ? StageStatus.Succeeded : StageStatus.Terminal, gate.Status);
        Assert.Equal(outcomes.Contains(true) ? StageVerdict.Continue : StageVerdict.Timeout, gate.Decision!.Verdict);
        var events = await runs.Store.ReadEventsAsync(run, 0, 100, Cancellation);
        Assert.Single(events, happened => happened.Type == RunEventTypes.StageDecided);
    }

    [Fact]
    public async Task Decision_for_a_stage_whose_orchestration_had_not_appeared_waited_for_a_clock_that_stood_still()
    {
        await using var runs = await StartAsync();
        var run = await runs.RunAsync(Stage("gate", "feature.judgement"));
        var instance = (await runs.WaitingAsync(run, "gate")).Find("gate")!.Instance!;
        var orchestrations = runs.Get<DurableTaskClient>();
        await orchestrations.TerminateInstanceAsync(instance, cancellation: Cancellation);
        await orchestrations.WaitForInstanceCompletionAsync(instance, cancellation: Cancellation);
        await orchestrations.PurgeInstanceAsync(instance, cancellation: Cancellation);

        await runs.DecideAsync(run, "gate", "bob").WaitAsync(TimeSpan.FromSeconds(20), Cancellation);

        Assert.Equal("bob", (await runs.Store.FindDetailsAsync(run, Cancellation))!.Find("gate")!.Decision!.By);
    }

    [Fact]
    public async Task Nobody_decides_in_time()
    {
        await using var runs = await StartAsync();
        var run = await runs.RunAsync(Stage("gate", "feature.approval"), Scripted("after", "gate"));
        await runs.WaitingAsync(run, "gate");

        var gate = (await runs.EndedAfterAsync(run, TimeSpan.FromDays(3))).Find("gate")!;

        Assert.Equal((StageStatus.Terminal, "timeout", StageVerdict.Timeout), (gate.Status, gate.Error!.Code, gate.Decision!.Verdict));
        var late = await Assert.ThrowsAsync<RunConflictException>(() => runs.DecideAsync(run, "gate", "bob"));
        Assert.Equal(StageVerdict.Timeout, late.Decision!.Verdict);
    }

    [Fact]
    public async Task Quorum_counts_distinct_people_however_they_press()
    {
        await using var runs = await StartAsync();
        var run = await runs.RunAsync(Stage("gate", "feature.approval", """{ "quorum": 3 }"""));
        await runs.WaitingAsync(run, "gate");

        string[] presses = ["a", "a", "b", "a", "b"];
        await Task.WhenAll(presses.Select(async person =>
        {
            try
            {
                await runs.DecideAsync(run, "gate", person);
            }
            catch (RunConflictException)
            {
            }
        }));
        var waiting = (await runs.Store.FindDetailsAsync(run, Cancellation))!.Find("gate")!;
        Assert.Equal((2, StageStatus.Running), (waiting.Votes.Count, waiting.Status));

        await runs.DecideAsync(run, "gate", "c");
        var gate = (await runs.EndedAsync(run)).Find("gate")!;

        Assert.Equal(StageStatus.Succeeded, gate.Status);
        Assert.Equal(["a", "b", "c"], gate.Votes.Select(vote => vote.By).Order());
    }

    [Fact]
    public async Task Refusal_is_a_rejection_and_not_a_failure_that_can_be_ignored()
    {
        await using var runs = await StartAsync();
        var run = await runs.RunAsync(Stage("gate", "feature.approval") with { OnFailure = FailurePolicy.Ignore }, Scripted("after", "gate"));
        await runs.WaitingAsync(run, "gate");

        await runs.DecideAsync(run, "gate", "bob", StageVerdict.Stop);
        var ended = await runs.EndedAsync(run);

        Assert.Equal((StageStatus.Terminal, "rejected by bob", RunStatus.Terminal), (ended.Find("gate")!.Status, ended.Find("gate")!.Reason, ended.Run.Status));
        Assert.Empty(runs.Script.Executed);
    }

    [Fact]
    public async Task Wait_can_be_shortened_and_skipped()
    {
        await using var runs = await StartAsync();
        var run = await runs.RunAsync(Stage("w", "feature.wait", """{ "duration": "2h" }"""), Stage("v", "feature.wait", """{ "duration": "2h" }"""));
        await runs.WaitingAsync(run, "w");
        await runs.WaitingAsync(run, "v");
        var decisions = runs.Get<StageDecisions>();

        await decisions.SkipAsync(run, "v", "bob", null, null, Cancellation);
        await decisions.SkipAsync(run, "w", "bob", TimeSpan.FromMinutes(1), null, Cancellation);
        await runs.UntilAsync(run, details => details.Find("w")!.WaitingFor?.Until == runs.Time.GetUtcNow() + TimeSpan.FromMinutes(1));
        var skipped = await runs.UntilAsync(run, details => details.Find("v")!.EndedAt is not null);
        Assert.Equal("bob", skipped.Find("v")!.Outputs!["skippedBy"]!.GetValue<string>());
        await runs.EndedAfterAsync(run, TimeSpan.FromMinutes(1));

        Assert.True(runs.Time.GetUtcNow() < new DateTimeOffset(2030, 1, 1, 2, 0, 0, TimeSpan.Zero));
    }
}

public sealed class EmbeddedStageDecisionTests() : StageDecisionTests(HostingMode.Embedded);

public sealed class HostedStageDecisionTests() : StageDecisionTests(HostingMode.Functions);
