using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Stages.Deploy.Waiting;
using Pipeline.Testing;

namespace Pipeline.Stages.Tests.Deploy;

public sealed class StableWaitTests : IDisposable
{
    private readonly ClusterDouble _cluster = new();
    private readonly ManualTimeProvider _time = new();
    private readonly List<string> _log = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task What_is_stable_already_is_looked_at_once_and_pods_are_not()
    {
        _cluster.Put(Workloads.Deployment("web"));

        Assert.IsType<StableWaitResult.Stable>(await WaitAsync([Reference("web"), new("v1", "ConfigMap", "shop", "settings")]));

        Assert.Equal(["list Deployment metadata.name=web"], _cluster.Calls);
        Assert.Equal(["Deployment shop/web: 1 of 1 replica is updated and available."], _log);
    }

    [Fact]
    public async Task However_many_objects_there_are_each_kind_is_listed_and_watched_once()
    {
        var names = Enumerable.Range(0, 60).Select(static number => $"web{number}").ToList();
        foreach (var name in names)
            _cluster.Put(Workloads.Deployment(name, desired: 3, available: 2));
        var wait = WaitAsync([.. names.Select(Reference)]);
        await Eventually.TrueAsync(() => _cluster.Calls.Contains("watch Pod"), cancellationToken: Cancellation);

        foreach (var name in names)
            _cluster.Put(Workloads.Deployment(name, desired: 3, available: 3));

        Assert.IsType<StableWaitResult.Stable>(await wait);
        Assert.Equal(["list Deployment", "list Pod", "list ReplicaSet", "watch Deployment", "watch Pod", "watch ReplicaSet"], _cluster.Calls.Order(StringComparer.Ordinal));
        Assert.Equal(["Deployment shop/web7: 2 of 3 replicas are available.", "Deployment shop/web7: 3 of 3 replicas are updated and available."], _log.Where(static line => line.Contains("web7:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_pod_that_crashes_fails_the_wait_after_the_grace_with_its_reason_its_events_and_its_log()
    {
        Crash(revision: 2);
        _cluster.Events["web-2-a"] = [new() { ["type"] = "Warning", ["reason"] = "BackOff", ["message"] = "Back-off restarting failed container", ["count"] = 4 }];
        _cluster.Logs["web-2-a before"] = "starting\nno database\n";
        var wait = WaitAsync([Reference("web")]);
        await WaitingAsync(wait);

        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(wait.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        var failed = Assert.IsType<StableWaitResult.Failed>(await wait).Error;
        Assert.Equal(("pod-failed", "Deployment shop/web does not become stable: pod web-2-a: Container 'web' ended with exit code 7 and was restarted 3 times."), (failed.Code, failed.Message));
        Assert.Equal(
            """{"pod":"Pod shop/web-2-a","reason":"CrashLoopBackOff","container":"web","exitCode":7,"events":["Warning BackOff: Back-off restarting failed container (4 times)"],"log":"starting\nno database\n","objects":[{"object":"Deployment shop/web","message":"0 of 1 replica is available."}]}""",
            JsonNode.Parse(failed.Details!.ToJsonString())!.ToJsonString());
        Assert.Contains("  log: no database", _log);
    }

    [Fact]
    public async Task Pods_of_the_revision_before_are_not_this_rollouts_business()
    {
        Crash(revision: 1);
        var wait = WaitAsync([Reference("web")]);
        await WaitingAsync(wait);

        _time.Advance(TimeSpan.FromSeconds(35));
        Assert.False(wait.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.IsType<StableWaitResult.Continues>(await wait);
    }

    [Fact]
    public async Task A_pod_that_recovers_within_the_grace_fails_nothing()
    {
        Crash(revision: 2);
        var wait = WaitAsync([Reference("web")]);
        await WaitingAsync(wait);

        _cluster.Put(Workloads.Pod("web-2-a", "ReplicaSet-web-2", Workloads.Running));
        _cluster.Put(Workloads.Deployment("web", revision: 2));

        Assert.IsType<StableWaitResult.Stable>(await wait);
    }

    [Fact]
    public async Task Volumes_that_cannot_be_mounted_are_found_in_the_events_of_the_pod()
    {
        _cluster.Put(Workloads.Deployment("web", available: 0, revision: 2));
        _cluster.Put(Workloads.ReplicaSet("web-2", "Deployment-web", revision: 2));
        _cluster.Put(Workloads.Pod("web-2-a", "ReplicaSet-web-2", """{"name":"web","restartCount":0,"state":{"waiting":{"reason":"ContainerCreating"}}}"""));
        _cluster.Events["web-2-a"] = [new() { ["type"] = "Warning", ["reason"] = "FailedMount", ["message"] = "configmap \"settings\" not found" }];
        var cursor = new StableWaitCursor { Since = _time.GetUtcNow() };

        StableWaitResult result;
        do
        {
            var wait = WaitAsync([Reference("web")], cursor);
            while (!wait.IsCompleted)
            {
                await WaitingAsync(wait);
                _time.Advance(TimeSpan.FromSeconds(10));
            }

            result = await wait;
            cursor = (result as StableWaitResult.Continues)?.Cursor ?? cursor;
        }
        while (result is StableWaitResult.Continues);

        Assert.Contains("FailedMount): configmap \"settings\" not found", Assert.IsType<StableWaitResult.Failed>(result).Error.Message, StringComparison.Ordinal);
        Assert.InRange((_time.GetUtcNow() - cursor.Since).TotalSeconds, 90, 180);
    }

    [Fact]
    public async Task An_object_that_disappears_is_an_honest_failure()
    {
        _cluster.Put(Workloads.Deployment("web", available: 0));
        var wait = WaitAsync([Reference("web")]);
        await WaitingAsync(wait);

        _cluster.Remove("Deployment", "web");

        Assert.Equal(("object-gone", "Deployment shop/web is not there any more: it was deleted while the stage waited for it."), Say(await wait));
    }

    [Fact]
    public async Task A_rollout_that_exceeds_its_deadline_fails_at_once()
    {
        _cluster.Put(Workloads.Deployment("web", available: 0, condition: """{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded"}"""));

        Assert.Equal(("rollout-failed", "Deployment shop/web: The rollout exceeded its progress deadline of 600 s. 0 of 1 replica is available."), Say(await WaitAsync([Reference("web")])));
    }

    [Fact]
    public async Task A_step_ends_at_its_bound_and_the_next_one_does_not_say_the_same_again_until_the_time_is_up()
    {
        _cluster.Put(Workloads.Deployment("web", desired: 3, available: 2));
        var first = WaitAsync([Reference("web")]);
        await WaitingAsync(first);
        _time.Advance(TimeSpan.FromSeconds(40));
        var cursor = Assert.IsType<StableWaitResult.Continues>(await first).Cursor;

        _time.Advance(TimeSpan.FromMinutes(29));
        var second = WaitAsync([Reference("web")], cursor);
        await WaitingAsync(second);
        _time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(("not-stable", "After 30m, 1 of 1 object is not stable. Deployment shop/web: 2 of 3 replicas are available."), Say(await second));
        Assert.Equal("Deployment shop/web: 2 of 3 replicas are available.", _log[0]);
        Assert.Equal(2, _log.Count);
    }

    [Fact]
    public async Task A_watch_whose_version_was_forgotten_is_begun_anew_by_the_next_step()
    {
        _cluster.Put(Workloads.Deployment("web", available: 0));
        var wait = WaitAsync([Reference("web")]);
        await WaitingAsync(wait);

        _cluster.ForgetVersions();

        Assert.IsType<StableWaitResult.Continues>(await wait);
    }

    [Fact]
    public async Task Who_may_not_see_pods_still_waits_for_the_objects()
    {
        _cluster.Put(Workloads.Deployment("web", available: 0));
        _cluster.ForbiddenKind = "Pod";
        var wait = WaitAsync([Reference("web")]);
        await WaitingAsync(wait);

        _cluster.Put(Workloads.Deployment("web"));

        Assert.IsType<StableWaitResult.Stable>(await wait);
        Assert.Contains(_log, static line => line.StartsWith("Pods cannot be looked at", StringComparison.Ordinal));
    }

    private void Crash(int revision)
    {
        _cluster.Put(Workloads.Deployment("web", available: 0, revision: 2));
        _cluster.Put(Workloads.ReplicaSet("web-1", "Deployment-web", revision: 1));
        _cluster.Put(Workloads.ReplicaSet("web-2", "Deployment-web", revision: 2));
        _cluster.Put(Workloads.Pod($"web-{revision}-a", $"ReplicaSet-web-{revision}", Workloads.CrashLooping));
    }

    private Task<StableWaitResult> WaitAsync(IReadOnlyList<ObjectReference> objects, StableWaitCursor? cursor = null) =>
        new StableWait(_cluster, new(), _time, new ListLog(_log)).WatchAsync(objects, cursor, Cancellation);

    /// <summary>Waits until the wait waits for time or the cluster.</summary>
    private Task WaitingAsync(Task wait) => Eventually.TrueAsync(() => _time.PendingTimers > 0 || wait.IsCompleted, cancellationToken: Cancellation);

    private static (string Code, string Message) Say(StableWaitResult result) => Assert.IsType<StableWaitResult.Failed>(result).Error is var error ? (error.Code, error.Message) : default;

    private static ObjectReference Reference(string name) => new("apps/v1", "Deployment", "shop", name);

    private sealed class ListLog(List<string> lines) : IStageLog
    {
        public void WriteLine(string text) => lines.Add(text);
    }
}
