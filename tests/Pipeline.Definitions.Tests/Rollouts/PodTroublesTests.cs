using System.Text.Json.Nodes;
using Pipeline.Definitions.Rollouts;

namespace Pipeline.Definitions.Tests.Rollouts;

public sealed class PodTroublesTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("ImagePullBackOff", "Back-off pulling image \"registry.invalid/web:1\"", TroublePatience.Brief, "Container 'web' cannot start (ImagePullBackOff): Back-off pulling image \"registry.invalid/web:1\"")]
    [InlineData("ErrImagePull", null, TroublePatience.Brief, "Container 'web' cannot start (ErrImagePull): the cluster says no more.")]
    [InlineData("CreateContainerConfigError", "configmap \"settings\" not found", TroublePatience.Brief, "Container 'web' cannot start (CreateContainerConfigError): configmap \"settings\" not found")]
    [InlineData("InvalidImageName", "couldn't parse image name", TroublePatience.None, "Container 'web' cannot start (InvalidImageName): couldn't parse image name")]
    public void A_container_that_cannot_start_is_a_trouble(string reason, string? said, TroublePatience patience, string message)
    {
        var waiting = new JsonObject { ["reason"] = reason, ["message"] = said };
        var trouble = PodTroubles.Of(Pod(new() { ["waiting"] = waiting }));

        Assert.Equal(new() { Reason = reason, Container = "web", Message = message, Patience = patience }, trouble);
    }

    [Fact]
    public void A_container_that_crashes_again_and_again_is_told_by_how_it_ended_and_leads_to_the_log_before()
    {
        var pod = Pod(
            new() { ["waiting"] = new JsonObject { ["reason"] = "CrashLoopBackOff", ["message"] = "back-off 20s restarting failed container" } },
            new() { ["terminated"] = new JsonObject { ["exitCode"] = 3, ["reason"] = "Error" } },
            restarts: 2);

        Assert.Equal(
            new() { Reason = "CrashLoopBackOff", Container = "web", ExitCode = 3, Message = "Container 'web' ended with exit code 3 and was restarted 2 times.", Patience = TroublePatience.Brief, HasLog = true, IsPreviousLog = true },
            PodTroubles.Of(pod));
    }

    [Theory]
    [InlineData("Error", 1, "Error", "Container 'web' ended with exit code 1.")]
    [InlineData("OOMKilled", 137, "OOMKilled", "Container 'web' was killed because it took more memory than its limit (OOMKilled, exit code 137).")]
    public void A_container_that_ended_badly_is_a_trouble_with_its_exit_code(string reason, int code, string expected, string message)
    {
        var trouble = PodTroubles.Of(Pod(new() { ["terminated"] = new JsonObject { ["exitCode"] = code, ["reason"] = reason } }));

        Assert.Equal(new() { Reason = expected, Container = "web", ExitCode = code, Message = message, Patience = TroublePatience.Brief, HasLog = true }, trouble);
    }

    [Fact]
    public void How_often_containers_of_a_job_may_end_badly_is_the_jobs_to_say_but_what_keeps_them_from_starting_is_a_trouble()
    {
        var ended = Pod(new() { ["terminated"] = new JsonObject { ["exitCode"] = 1 } });
        var looping = Pod(new() { ["waiting"] = new JsonObject { ["reason"] = "CrashLoopBackOff" } });
        var pulling = Pod(new() { ["waiting"] = new JsonObject { ["reason"] = "ErrImagePull" } });

        Assert.Null(PodTroubles.Of(ended, mayRetry: true));
        Assert.Null(PodTroubles.Of(looping, mayRetry: true));
        Assert.Equal("ErrImagePull", PodTroubles.Of(pulling, mayRetry: true)!.Reason);
    }

    [Fact]
    public void A_pod_that_no_node_takes_is_a_trouble_in_the_schedulers_words()
    {
        var pod = Pod(null);
        pod["status"]!["conditions"] = new JsonArray(new JsonObject { ["type"] = "PodScheduled", ["status"] = "False", ["reason"] = "Unschedulable", ["message"] = "0/3 nodes are available: 3 Insufficient cpu." });

        Assert.Equal(
            new() { Reason = "Unschedulable", Message = "No node takes it: 0/3 nodes are available: 3 Insufficient cpu.", Patience = TroublePatience.Extended },
            PodTroubles.Of(pod));
    }

    [Fact]
    public void Why_containers_are_not_made_is_said_by_events()
    {
        var pod = Pod(new() { ["waiting"] = new JsonObject { ["reason"] = "ContainerCreating" } });
        JsonObject[] events =
        [
            new() { ["reason"] = "Scheduled", ["message"] = "Successfully assigned" },
            new() { ["reason"] = "FailedMount", ["message"] = "configmap \"settings\" not found" },
        ];

        Assert.True(PodTroubles.IsCreating(pod));
        Assert.Null(PodTroubles.Of(pod));
        Assert.Equal(
            new() { Reason = "FailedMount", Message = "Its containers cannot be made (FailedMount): configmap \"settings\" not found", Patience = TroublePatience.Extended },
            PodTroubles.Of(pod, events));
    }

    [Fact]
    public void A_pod_that_runs_is_ending_or_has_ended_well_is_in_no_trouble()
    {
        var running = Pod(new() { ["running"] = new JsonObject() }, new() { ["terminated"] = new JsonObject { ["exitCode"] = 1 } }, restarts: 1);
        var ending = Pod(new() { ["waiting"] = new JsonObject { ["reason"] = "CrashLoopBackOff" } });
        ending["metadata"]!["deletionTimestamp"] = "2026-11-26T00:00:00Z";

        Assert.Null(PodTroubles.Of(running));
        Assert.Null(PodTroubles.Of(ending));
        Assert.Null(PodTroubles.Of(Pod(new() { ["terminated"] = new JsonObject { ["exitCode"] = 0 } })));
        Assert.Null(PodTroubles.Of(new() { ["metadata"] = new JsonObject() }));
    }

    [Theory]
    [InlineData(TroublePatience.None, 10, 0, 10)]
    [InlineData(TroublePatience.Brief, 10, 0, 40)]
    [InlineData(TroublePatience.Extended, 10, 0, 130)]
    [InlineData(TroublePatience.Brief, -600, 5, 35)]
    public void A_trouble_counts_after_its_grace_since_the_pod_or_the_wait_began_whichever_was_later(TroublePatience patience, int startedAt, int waitingSince, int countsAt)
    {
        var trouble = new PodTrouble { Reason = "x", Message = "x", Patience = patience };

        Assert.Equal(
            Start + TimeSpan.FromSeconds(countsAt),
            trouble.CountsAt(Start + TimeSpan.FromSeconds(startedAt), Start + TimeSpan.FromSeconds(waitingSince), TimeSpan.FromSeconds(30)));
    }

    private static JsonObject Pod(JsonObject? state, JsonObject? lastState = null, int restarts = 0) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = "web-1" },
        ["status"] = new JsonObject
        {
            ["phase"] = "Pending",
            ["containerStatuses"] = state is null ? null : new JsonArray(new JsonObject { ["name"] = "web", ["restartCount"] = restarts, ["state"] = state, ["lastState"] = lastState }),
        },
    };
}
