using Pipeline.Functions.Tests.Hosting;

namespace Pipeline.Functions.Tests.Runs;

/// <summary>Runs that stages start and wait for, where both sides have limits.</summary>
public abstract class ChildConcurrencyTests(RunningServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_child_shares_the_group_of_its_parent_and_goes_before_those_who_wait_for_the_group()
    {
        await PutAsync("shared-leaf", Documents.Limited("shared-leaf", "{ group: shared }"));
        await PutAsync("shared-middle", Documents.Unlimited("shared-middle", "shared-leaf"));
        var parent = await server.StartAsync("shared-top", Documents.LimitedParent("shared-top", "{ group: shared }", "shared-middle"));
        var leaf = await ChildAsync(await ChildAsync(parent));
        await server.WaitingAsync(leaf);
        var other = await server.StartAsync("shared-leaf");
        Assert.Equal("""{"position":1,"waitsFor":["pipeline shared-leaf","group shared"]}""", (await server.RunAsync(other, _ => true))["queue"]!.ToJsonString());

        await server.FinishAsync(leaf);
        Assert.Equal("SUCCEEDED", (string)(await server.RunAsync(parent, run => run["endedAt"] is not null))["status"]!);
        await server.FinishAsync(other);
    }

    [Fact]
    public async Task A_child_waits_for_a_slot_that_another_run_has_and_its_parent_with_it()
    {
        var busy = await server.StartAsync("busy-child", Documents.Limited("busy-child", "{ policy: latest-only }"));
        await server.WaitingAsync(busy);
        var parent = await server.StartAsync("patient", Documents.LimitedParent("patient", "{}", "busy-child"));
        var child = await ChildAsync(parent);
        Assert.Equal("BUFFERED", (string)(await server.RunAsync(child, _ => true))["status"]!);

        // A newer run supersedes others that wait, but none whose end would fail the stage that waits for it.
        var newer = await server.StartAsync("busy-child");
        Assert.Equal(2, (int)(await server.RunAsync(newer, _ => true))["queue"]!["position"]!);
        await server.FinishAsync(busy);
        await server.FinishAsync(child);
        Assert.Equal("SUCCEEDED", (string)(await server.RunAsync(parent, run => run["endedAt"] is not null))["status"]!);
        await server.FinishAsync(newer);
    }

    [Fact]
    public async Task A_child_that_waits_ends_when_its_parent_is_cancelled()
    {
        var busy = await server.StartAsync("kept", Documents.Limited("kept", "{}"));
        await server.WaitingAsync(busy);
        var parent = await server.StartAsync("called-off-parent", Documents.LimitedParent("called-off-parent", "{}", "kept"));
        var child = await ChildAsync(parent);
        await server.WaitingAsync(parent, "start");

        await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/runs/{parent}/cancel", null, Cancellation));

        foreach (var run in new[] { child, parent })
            Assert.Equal("CANCELED", (string)(await server.RunAsync(run, run => run["endedAt"] is not null))["status"]!);
        Assert.Empty(await server.ListAsync("kept", "BUFFERED"));
        await server.FinishAsync(busy);
    }

    [Fact]
    public async Task A_pipeline_that_runs_itself_and_has_one_slot_is_refused_with_what_to_do()
    {
        var run = await server.StartAsync("self", Documents.LimitedParent("self", "{}", "self"));

        var ended = await server.RunAsync(run, run => run["endedAt"] is not null);

        Assert.Equal("TERMINAL", (string)ended["status"]!);
        var error = ended.Stage("start")["error"]!;
        Assert.Equal("deadlock", (string)error["code"]!);
        Assert.Equal(
            "A run of 'self' would wait for ever for its slot of pipeline self: the runs that hold it wait for this one to end, directly or through others. "
            + "Let more runs go at once (spec.concurrency.max), use one group for both pipelines, or start it with 'wait: false'.",
            (string)error["message"]!);
        Assert.Empty(await server.ListAsync("self", "BUFFERED"));
    }

    [Fact]
    public async Task A_pipeline_that_runs_itself_goes_as_deep_as_it_has_slots()
    {
        var run = await server.StartAsync("deep", Documents.LimitedParent("deep", "{ max: 3 }", "deep"));

        Assert.Equal("TERMINAL", (string)(await server.RunAsync(run, run => run["endedAt"] is not null))["status"]!);
        var list = await Expect.SuccessAsync(await server.Admin.GetAsync("/api/runs?pipeline=deep", Cancellation));
        Assert.Equal(3, list["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_child_that_its_stage_does_not_wait_for_competes_like_any_run()
    {
        await PutAsync("loose-child", Documents.Limited("loose-child", "{ group: loose }"));
        var document = Documents.LimitedParent("loose", "{ group: loose }", "loose-child, wait: false")
            .Replace("stages: [ ", "stages: [ { id: wait, type: feature.wait, with: { duration: 1h } }, ", StringComparison.Ordinal);
        var parent = await server.StartAsync("loose", document);
        var child = await ChildAsync(parent);

        Assert.Equal("""["group loose"]""", (await server.RunAsync(child, _ => true))["queue"]!["waitsFor"]!.ToJsonString());
        await server.FinishAsync(parent);
        await server.FinishAsync(child);
    }

    [Fact]
    public async Task A_parent_that_is_gone_leaves_the_group_to_its_child()
    {
        await PutAsync("heir", Documents.Limited("heir", "{ group: estate }"));
        var parent = await server.StartAsync("testator", Documents.LimitedParent("testator", "{ group: estate }", "heir"));
        var child = await ChildAsync(parent);
        await server.WaitingAsync(child);
        await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/runs/{parent}/cancel", null, Cancellation));
        await server.RunAsync(child, run => run["endedAt"] is not null);
        await server.RunAsync(parent, run => run["endedAt"] is not null);

        // Restarted alone, the child needs the group for itself, and others wait for it.
        await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/runs/{child}/stages/wait/restart", null, Cancellation));
        await server.RunAsync(child, run => (int)run.Stage("wait")["attempt"]! == 2 && run.Stage("wait")["waitingFor"] is not null);
        var other = await server.StartAsync("testator");
        Assert.Equal("BUFFERED", (string)(await server.RunAsync(other, _ => true))["status"]!);
        await server.FinishAsync(child);
        await server.WaitingAsync(await ChildAsync(other));
    }

    private async Task PutAsync(string name, string document) =>
        await Expect.SuccessAsync(await server.Admin.PutAsync($"/api/pipelines/{name}", Documents.Yaml(document), Cancellation));

    /// <summary>The run that a run's stage 'start' has started.</summary>
    private async Task<string> ChildAsync(string parent) =>
        (string)(await server.RunAsync(parent, run => run.Stage("start")["outputs"]?["run"] is not null)).Stage("start")["outputs"]!["run"]!;
}

public sealed class EmbeddedChildConcurrencyTests(EmbeddedServer server) : ChildConcurrencyTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedChildConcurrencyTests(HostedServer server) : ChildConcurrencyTests(server), IClassFixture<HostedServer>;
