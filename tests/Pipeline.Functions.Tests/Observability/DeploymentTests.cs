using Pipeline.Definitions;
using Pipeline.Functions.Tests.Orchestrations;
using Pipeline.Stages.Deployments;
using Pipeline.Stages.Runs;
using Pipeline.Testing;
using static Pipeline.Functions.Tests.Orchestrations.RunHarness;

namespace Pipeline.Functions.Tests.Observability;

public sealed class DeploymentTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_that_deploys_is_kept_once_with_its_commit_however_often_its_end_is_recorded()
    {
        await using var runs = await StartAsync();
        var commit = new RunCommit("c0ffee", runs.Time.GetUtcNow() - TimeSpan.FromHours(3));
        var definition = Define("shop", Scripted("a")) with { Application = "store", Deploys = "production" };

        var started = await runs.Get<RunStarter>().StartAsync(
            new() { Definition = definition, Revision = 1, Trigger = new() { Type = "manual", Commit = commit }, StartedBy = "ann" }, Cancellation);
        var ended = await runs.EndedAsync(started.Id);
        await runs.Get<RunEndings>().EndAsync(started.Id, 1, RunStatus.Succeeded, null, Cancellation);
        await runs.Get<RunEndings>().EndAsync(started.Id, 1, RunStatus.Terminal, null, Cancellation);

        var deployments = runs.Get<DeploymentStore>();
        Assert.Equal(["store"], await deployments.ListApplicationsAsync(Cancellation));
        var deployment = Assert.Single(await deployments.ListAsync("store", DateTimeOffset.MinValue, Cancellation));
        Assert.Equal((started.Id, 1, "shop", "production", true), (deployment.Run, deployment.Generation, deployment.Pipeline, deployment.Environment, deployment.Succeeded));
        Assert.Equal((ended.Run.EndedAt!.Value, commit), (deployment.EndedAt, new RunCommit(deployment.Commit!, deployment.CommittedAt!.Value)));
        Assert.Empty(await deployments.ListAsync("store", deployment.EndedAt + TimeSpan.FromMilliseconds(1), Cancellation));
    }

    [Fact]
    public async Task A_stage_that_deploys_makes_its_run_a_deployment_and_each_generation_is_one_of_its_own()
    {
        await using var runs = await StartAsync();
        runs.Script.Fails("b");
        var run = await runs.RunAsync(Stage("a", ScriptedStage.DeployType.Name), Scripted("b", "a"));
        await runs.EndedAsync(run);
        runs.Script.Steps.Clear();

        // The second generation does not come by the stage that deploys, the third one does.
        await runs.Get<RunRestarts>().RestartAsync(run, "b", "bob", Cancellation);
        await runs.UntilAsync(run, details => details.Run is { Generation: 2, EndedAt: not null });
        await runs.Get<RunRestarts>().RestartAsync(run, "a", "bob", Cancellation);
        await runs.UntilAsync(run, details => details.Run is { Generation: 3, EndedAt: not null });

        // A deployment is kept a moment after the end that it follows from.
        var kept = await Eventually.GetAsync(
            async () => await runs.Get<DeploymentStore>().ListAsync("default", DateTimeOffset.MinValue, Cancellation), static found => found.Count > 1, cancellationToken: Cancellation);
        Assert.Equal([(1, false), (3, true)], kept.Select(deployment => (deployment.Generation, deployment.Succeeded)));
    }

    [Fact]
    public async Task Runs_that_deploy_nothing_or_are_called_off_are_no_deployments()
    {
        await using var runs = await StartAsync();
        runs.Script.Sleeps("b");
        var ordinary = await runs.RunAsync(Scripted("a"));
        var calledOff = await runs.RunAsync(Stage("a", ScriptedStage.DeployType.Name), Scripted("b", "a"));
        await runs.WaitingAsync(calledOff, "b");
        await runs.Get<RunInterventions>().CancelAsync(calledOff, "bob", null, Cancellation);
        await runs.EndedAsync(ordinary);
        await runs.EndedAsync(calledOff);

        Assert.Empty(await runs.Get<DeploymentStore>().ListApplicationsAsync(Cancellation));
    }

    [Fact]
    public async Task A_deployment_that_a_crash_came_before_is_kept_by_the_sweep()
    {
        await using var runs = await StartAsync();
        var run = await runs.RunAsync(Define("shop", Scripted("a")));
        var ended = (await runs.EndedAsync(run.Id)).Run;

        // The document says that the run ended and deployed; nothing that follows an end was done.
        await runs.Store.ChangeAsync(
            run.Id,
            snapshot => (new RunChange(new RunEvent { Time = runs.Time.GetUtcNow(), Type = RunEventTypes.RunEnded }) { Run = snapshot.Run with { Deploys = "production" } }, 0),
            Cancellation);
        await runs.Store.Index.ActivateAsync(run.Id, ended.CreatedAt, Cancellation);
        runs.Time.Advance(TimeSpan.FromMinutes(3));

        await runs.Get<RunSweep>().SweepAsync(Cancellation);

        Assert.Single(await runs.Get<DeploymentStore>().ListAsync("default", DateTimeOffset.MinValue, Cancellation));
        await foreach (var active in runs.Store.Index.ListActiveAsync(Cancellation))
            Assert.Fail($"{active} is still active.");
    }
}
