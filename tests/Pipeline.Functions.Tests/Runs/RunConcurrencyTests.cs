using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Pipeline.Functions.Tests.Hosting;

namespace Pipeline.Functions.Tests.Runs;

/// <summary>How runs of a pipeline with a limit follow one another.</summary>
public abstract class RunConcurrencyTests(RunningServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Runs_beyond_the_limit_are_accepted_and_begin_in_the_order_in_which_they_came()
    {
        var first = await server.StartAsync("fifo", Documents.Limited("fifo", "{}"));
        await server.WaitingAsync(first);
        var second = await server.StartAsync("fifo");
        var third = await server.StartAsync("fifo");

        var buffered = await server.RunAsync(third, _ => true);
        Assert.Equal("BUFFERED", (string)buffered["status"]!);
        Assert.Null(buffered["startedAt"]);
        Assert.Equal("NOT_STARTED", (string)buffered.Stage("wait")["status"]!);
        Assert.Equal("""{"position":2,"waitsFor":["pipeline fifo"]}""", buffered["queue"]!.ToJsonString());
        Assert.Equal([third, second], await server.ListAsync("fifo", "BUFFERED"));
        var page = await server.Admin.GetStringAsync($"/runs/{third}", Cancellation);
        Assert.Contains("Number 2 in the queue; waits for pipeline fifo.", page, StringComparison.Ordinal);
        await Expect.ProblemAsync(HttpStatusCode.Conflict, await server.Admin.PostAsync($"/api/runs/{third}/pause", null, Cancellation));

        await server.FinishAsync(first);
        var running = await server.WaitingAsync(second);
        Assert.Equal("RUNNING", (string)running["status"]!);
        Assert.Null(running["queue"]);
        Assert.Equal("""{"position":1,"waitsFor":["pipeline fifo"]}""", (await server.RunAsync(third, _ => true))["queue"]!.ToJsonString());
        await server.FinishAsync(second);
        await server.FinishAsync(third);
    }

    [Fact]
    public async Task As_many_runs_go_at_once_as_the_limit_says()
    {
        string[] runs = [await server.StartAsync("two", Documents.Limited("two", "{ max: 2 }")), await server.StartAsync("two"), await server.StartAsync("two")];

        await server.WaitingAsync(runs[0]);
        await server.WaitingAsync(runs[1]);
        Assert.Equal([runs[2]], await server.ListAsync("two", "BUFFERED"));
        await server.FinishAsync(runs[1]);
        await server.WaitingAsync(runs[2]);
        Assert.Equal("RUNNING", (string)(await server.RunAsync(runs[0], _ => true))["status"]!);
    }

    [Fact]
    public async Task The_latest_run_that_waits_supersedes_those_before_it_and_never_one_that_is_under_way()
    {
        var first = await server.StartAsync("latest", Documents.Limited("latest", "{ policy: latest-only }"));
        await server.WaitingAsync(first);
        var second = await server.StartAsync("latest");
        Assert.Equal("BUFFERED", (string)(await server.RunAsync(second, _ => true))["status"]!);
        var third = await server.StartAsync("latest");

        var superseded = await server.RunAsync(second, run => run["endedAt"] is not null);
        Assert.Equal(("CANCELED", "superseded by run 3"), ((string)superseded["status"]!, (string)superseded["reason"]!));
        Assert.Equal("""{"position":1,"waitsFor":["pipeline latest"]}""", (await server.RunAsync(third, _ => true))["queue"]!.ToJsonString());
        Assert.Equal("RUNNING", (string)(await server.RunAsync(first, _ => true))["status"]!);
        await server.FinishAsync(first);
        await server.FinishAsync(third);
    }

    [Fact]
    public async Task One_run_of_all_pipelines_of_a_group_goes_at_once()
    {
        var north = await server.StartAsync("north", Documents.Limited("north", "{ group: prod }"));
        await server.WaitingAsync(north);
        var south = await server.StartAsync("south", Documents.Limited("south", "{ max: 2, group: prod }"));
        var again = await server.StartAsync("north");
        var other = await server.StartAsync("elsewhere", Documents.Limited("elsewhere", "{ group: stage }"));

        await server.WaitingAsync(other);
        Assert.Equal("""{"position":1,"waitsFor":["group prod"]}""", (await server.RunAsync(south, _ => true))["queue"]!.ToJsonString());
        Assert.Equal("""{"position":2,"waitsFor":["pipeline north","group prod"]}""", (await server.RunAsync(again, _ => true))["queue"]!.ToJsonString());
        await server.FinishAsync(north);
        await server.WaitingAsync(south);
        Assert.Equal("BUFFERED", (string)(await server.RunAsync(again, _ => true))["status"]!);
        await server.FinishAsync(south);
        await server.FinishAsync(again);
    }

    [Fact]
    public async Task A_paused_run_keeps_its_slot()
    {
        var first = await server.StartAsync("paused", Documents.Limited("paused", "{}"));
        await server.WaitingAsync(first);
        await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/runs/{first}/pause", null, Cancellation));
        await server.RunAsync(first, run => (string)run["status"]! == "PAUSED");

        var second = await server.StartAsync("paused");
        Assert.Equal("BUFFERED", (string)(await server.RunAsync(second, _ => true))["status"]!);
        await server.SweepAsync();
        Assert.Equal("BUFFERED", (string)(await server.RunAsync(second, _ => true))["status"]!);

        await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/runs/{first}/cancel", null, Cancellation));
        await server.FinishAsync(second);
    }

    [Fact]
    public async Task A_run_that_waits_is_cancelled_at_once_and_leaves_the_queue()
    {
        var first = await server.StartAsync("called-off", Documents.Limited("called-off", "{}"));
        await server.WaitingAsync(first);
        var second = await server.StartAsync("called-off");
        var third = await server.StartAsync("called-off");

        await Expect.SuccessAsync(await server.Admin.PostAsJsonAsync($"/api/runs/{second}/cancel", new JsonObject { ["reason"] = "not today" }, Cancellation));

        var ended = await server.RunAsync(second, _ => true);
        Assert.Equal(("CANCELED", "NOT_STARTED"), ((string)ended["status"]!, (string)ended.Stage("wait")["status"]!));
        Assert.EndsWith(": not today", (string)ended["reason"]!, StringComparison.Ordinal);
        Assert.Null(ended["queue"]);
        Assert.Equal(1, (int)(await server.RunAsync(third, _ => true))["queue"]!["position"]!);
        await Expect.ProblemAsync(HttpStatusCode.Conflict, await server.Admin.PostAsync($"/api/runs/{second}/cancel", null, Cancellation));
        await server.FinishAsync(first);
        await server.FinishAsync(third);
    }

    [Fact]
    public async Task A_restarted_run_waits_for_a_slot_like_a_new_one()
    {
        var first = await server.StartAsync("again", Documents.Limited("again", "{}"));
        var began = (string)(await server.FinishAsync(first))["startedAt"]!;
        var second = await server.StartAsync("again");
        await server.WaitingAsync(second);

        await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/runs/{first}/stages/wait/restart", null, Cancellation));

        var buffered = await server.RunAsync(first, _ => true);
        Assert.Equal(("BUFFERED", "NOT_STARTED", 2), ((string)buffered["status"]!, (string)buffered.Stage("wait")["status"]!, (int)buffered.Stage("wait")["attempt"]!));
        Assert.Equal(1, (int)buffered["queue"]!["position"]!);
        await server.FinishAsync(second);
        Assert.Equal(began, (string)(await server.FinishAsync(first))["startedAt"]!);

        // What waits may be called off, and then be restarted once more.
        var third = await server.StartAsync("again");
        await server.WaitingAsync(third);
        await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/runs/{first}/stages/wait/restart", null, Cancellation));
        await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/runs/{first}/cancel", null, Cancellation));
        await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/runs/{first}/stages/wait/restart", null, Cancellation));
        await server.FinishAsync(third);
        await server.FinishAsync(first);
    }

    [Fact]
    public async Task The_newest_definition_of_which_a_run_was_started_says_how_many()
    {
        var first = await server.StartAsync("changed", Documents.Limited("changed", "{}"));
        var second = await server.StartAsync("changed");
        await server.WaitingAsync(first);
        Assert.Equal("BUFFERED", (string)(await server.RunAsync(second, _ => true))["status"]!);

        var third = await server.StartAsync("changed", Documents.Limited("changed", "{ max: 2 }"));
        await server.WaitingAsync(second);
        Assert.Equal("BUFFERED", (string)(await server.RunAsync(third, _ => true))["status"]!);

        // A revision without a limit waits for nobody, and nobody for it.
        var fourth = await server.StartAsync("changed", Documents.LongWait("changed"));
        await server.FinishAsync(fourth);
        await server.FinishAsync(first);
        await server.FinishAsync(third);
        await server.FinishAsync(second);
    }

    [Fact]
    public async Task A_pipeline_without_a_limit_is_never_buffered()
    {
        string[] runs = [await server.StartAsync("free", Documents.LongWait("free")), await server.StartAsync("free"), await server.StartAsync("free")];

        foreach (var run in runs)
            await server.WaitingAsync(run);
    }
}

public sealed class EmbeddedRunConcurrencyTests(EmbeddedServer server) : RunConcurrencyTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedRunConcurrencyTests(HostedServer server) : RunConcurrencyTests(server), IClassFixture<HostedServer>;
