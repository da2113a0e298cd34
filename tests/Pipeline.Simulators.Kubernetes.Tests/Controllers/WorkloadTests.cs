using System.Text.Json.Nodes;

namespace Pipeline.Simulators.Kubernetes.Tests.Controllers;

public sealed class WorkloadTests : RunningCluster
{
    [Fact]
    public async Task A_deployment_rolls_out_keeps_its_revisions_and_goes_back()
    {
        await OkAsync("POST", Deployments, Deployment(image: "nginx:1"));
        Assert.Equal("NewReplicaSetAvailable", Condition(await AvailableAsync("web", 2), "Progressing", "reason"));
        await OkAsync("PUT", $"{Deployments}/web", Deployment(image: "nginx:2"));
        var second = await AvailableAsync("web", 2);
        Assert.Equal("2", (string?)second["metadata"]!["annotations"]!["deployment.kubernetes.io/revision"]);
        var sets = await ListAsync(ReplicaSets);
        Assert.Equal([0, 2], sets.Select(set => (int)set["spec"]!["replicas"]!).Order());

        await OkAsync("PUT", $"{Deployments}/web", Deployment(image: "nginx:1"));

        // What is returned to is the newest revision again, of the same ReplicaSet.
        Assert.Equal("3", (string?)(await AvailableAsync("web", 2))["metadata"]!["annotations"]!["deployment.kubernetes.io/revision"]);
        Assert.Equal(2, (await ListAsync(ReplicaSets)).Count);
    }

    [Fact]
    public async Task A_rollout_never_has_fewer_available_or_more_in_all_than_its_strategy_allows()
    {
        await OkAsync("POST", Deployments, Deployment(replicas: 4));
        await AvailableAsync("web", 4);
        var told = (await ListAsync(ReplicaSets)).ToDictionary(set => (string)set["metadata"]!["name"]!, set => (int)set["spec"]!["replicas"]!);
        var changes = Cluster.Objects.Watch(Cluster.Objects.Version);
        await OkAsync("PUT", $"{Deployments}/web", Deployment(replicas: 4, image: "nginx:2"));
        await AvailableAsync("web", 4);
        Cluster.Objects.EndWatch(changes);

        // What a Deployment's status says of its replicas may be of before one set was scaled down and of after the other was scaled
        // up, as in a real cluster: how many there may be is what its sets are told.
        while (changes.TryRead(out var change))
        {
            if (change is { Key: { Resource: "deployments.apps", Name: "web" }, After: { } item })
                Assert.True((int)item["status"]!["availableReplicas"]! >= 3, item.ToJsonString());
            if (change is { Key.Resource: "replicasets.apps", After: { } set })
            {
                told[change.Key.Name] = (int)set["spec"]!["replicas"]!;
                Assert.True(told.Values.Sum() <= 5, string.Join(", ", told));
            }
        }

        Assert.Equal([0, 4], (await ListAsync(ReplicaSets)).Select(set => (int)set["spec"]!["replicas"]!).Order());
    }

    [Fact]
    public async Task A_rollout_that_gets_nowhere_exceeds_its_deadline_and_the_old_pods_stay()
    {
        await OkAsync("POST", Deployments, Deployment());
        await AvailableAsync("web", 2);
        var broken = (JsonObject)JsonNode.Parse(Deployment(image: "registry.invalid/web:2"))!;
        broken["spec"]!["progressDeadlineSeconds"] = 1;

        await OkAsync("PUT", $"{Deployments}/web", broken.ToJsonString());

        var stuck = await UntilAsync($"{Deployments}/web", item => Condition(item, "Progressing", "reason") == "ProgressDeadlineExceeded");
        Assert.Equal(2, (int)stuck["status"]!["availableReplicas"]!);
    }

    [Fact]
    public async Task An_exceeded_deadline_was_forgotten_at_the_next_look()
    {
        var broken = (JsonObject)JsonNode.Parse(Deployment(image: "registry.invalid/web:2"))!;
        broken["spec"]!["progressDeadlineSeconds"] = 1;
        var changes = Cluster.Objects.Watch(Cluster.Objects.Version);
        await OkAsync("POST", Deployments, broken.ToJsonString());
        await UntilAsync($"{Deployments}/web", item => Condition(item, "Progressing", "reason") == "ProgressDeadlineExceeded");

        // A look that is not about the rollout.
        await OkAsync("PATCH", $"{Deployments}/web", """{"metadata":{"annotations":{"looked":"at"}}}""", "application/merge-patch+json");
        await OkAsync("POST", Deployments, Deployment("other"));
        await AvailableAsync("other", 2);
        Cluster.Objects.EndWatch(changes);

        var reasons = new List<string?>();
        while (changes.TryRead(out var change))
        {
            if (change is { Key: { Resource: "deployments.apps", Name: "web" }, After: { } item } && Condition(item, "Progressing", "reason") is { } reason)
                reasons.Add(reason);
        }

        Assert.All(reasons.SkipWhile(reason => reason != "ProgressDeadlineExceeded"), reason => Assert.Equal("ProgressDeadlineExceeded", reason));
    }

    [Fact]
    public async Task A_recreated_deployment_waited_for_its_deadline_after_the_last_old_pod_was_gone()
    {
        var first = (JsonObject)JsonNode.Parse(Deployment())!;
        first["spec"]!["strategy"] = new JsonObject { ["type"] = "Recreate" };
        await OkAsync("POST", Deployments, first.ToJsonString());
        await AvailableAsync("web", 2);

        first["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = "nginx:2";
        await OkAsync("PUT", $"{Deployments}/web", first.ToJsonString());

        await AvailableAsync("web", 2);
        Assert.All(await ListAsync(Pods), pod => Assert.Equal("nginx:2", (string?)pod["spec"]!["containers"]![0]!["image"]));
    }

    [Fact]
    public async Task What_was_orphaned_is_taken_over_by_an_owner_made_anew()
    {
        await OkAsync("POST", Deployments, Deployment());
        await AvailableAsync("web", 2);
        var set = (string)(await ListAsync(ReplicaSets)).Single()["metadata"]!["uid"]!;
        await OkAsync("DELETE", $"{Deployments}/web", """{"propagationPolicy":"Orphan"}""");

        await OkAsync("POST", Deployments, Deployment());

        await AvailableAsync("web", 2);
        Assert.Equal(set, (string?)(await ListAsync(ReplicaSets)).Single()["metadata"]!["uid"]);
        Assert.Equal(2, (await ListAsync(Pods)).Count);
    }

    [Fact]
    public async Task A_stateful_set_made_anew_takes_its_pods_over()
    {
        await OkAsync("POST", StatefulSets, Workload("StatefulSet", "db", "", "\"replicas\":2,"));
        await UntilAsync($"{StatefulSets}/db", item => (int?)item["status"]?["readyReplicas"] == 2);
        await OkAsync("DELETE", $"{StatefulSets}/db", """{"propagationPolicy":"Orphan"}""");

        await OkAsync("POST", StatefulSets, Workload("StatefulSet", "db", "", "\"replicas\":2,"));

        await UntilAsync($"{StatefulSets}/db", item => (int?)item["status"]?["readyReplicas"] == 2);
        Assert.Equal(2, (await ListAsync(Pods)).Count);
    }

    [Fact]
    public async Task A_pod_that_is_orphaned_later_is_taken_over()
    {
        await OkAsync("POST", ReplicaSets, Workload("ReplicaSet", "web", "", "\"replicas\":1,"));
        await UntilAsync($"{ReplicaSets}/web", item => (int?)item["status"]?["readyReplicas"] == 1);

        await OkAsync("POST", Pods, """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"loose","labels":{"app":"web"}},"spec":{"containers":[{"name":"a","image":"a:1"}]}}""");

        await UntilAsync(Pods, list => list["items"]!.AsArray().Count == 1);
    }

    [Fact]
    public async Task A_stateful_set_makes_its_pods_in_order_and_updates_them_from_the_last()
    {
        await OkAsync("POST", StatefulSets, Workload("StatefulSet", "db", "", "\"replicas\":3,"));
        await UntilAsync($"{StatefulSets}/db", item => (int?)item["status"]?["readyReplicas"] == 3);
        Assert.Equal(["db-0", "db-1", "db-2"], (await ListAsync(Pods)).Select(pod => (string)pod["metadata"]!["name"]!));

        await OkAsync("PATCH", $"{StatefulSets}/db", """{"spec":{"updateStrategy":{"rollingUpdate":{"partition":2}},"template":{"spec":{"containers":[{"name":"main","image":"busybox:2"}]}}}}""", "application/strategic-merge-patch+json");

        var status = (await UntilAsync($"{StatefulSets}/db", item => (int?)item["status"]?["updatedReplicas"] == 1 && (int?)item["status"]!["readyReplicas"] == 3))["status"]!;
        Assert.NotEqual((string?)status["currentRevision"], (string?)status["updateRevision"]);
        Assert.Equal(["busybox:1", "busybox:1", "busybox:2"], (await ListAsync(Pods)).Select(pod => (string)pod["spec"]!["containers"]![0]!["image"]!));
    }

    [Fact]
    public async Task A_daemon_set_has_a_pod_on_every_node_and_replaces_them_one_by_one()
    {
        await OkAsync("POST", DaemonSets, Workload("DaemonSet", "agent", ""));
        await UntilAsync($"{DaemonSets}/agent", item => (int?)item["status"]?["numberReady"] == 2);
        Assert.Equal(["node-1", "node-2"], (await ListAsync(Pods)).Select(pod => (string)pod["spec"]!["nodeName"]!).Order());

        await OkAsync("PATCH", $"{DaemonSets}/agent", """{"spec":{"template":{"spec":{"containers":[{"name":"main","image":"busybox:2"}]}}}}""", "application/strategic-merge-patch+json");

        await UntilAsync($"{DaemonSets}/agent", item => (int?)item["status"]?["updatedNumberScheduled"] == 2 && (int?)item["status"]!["numberAvailable"] == 2);
    }

    [Theory]
    [InlineData("exit 0", "Complete", "CompletionsReached", 1, 0)]
    [InlineData("exit 3", "Failed", "BackoffLimitExceeded", 0, 2)]
    public async Task A_job_ends_as_its_pods_do(string script, string condition, string reason, int succeeded, int failed)
    {
        await OkAsync("POST", Jobs, $$$"""
            {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"job"},"spec":{"backoffLimit":1,"template":{"spec":{"restartPolicy":"Never",
            "containers":[{"name":"main","image":"busybox:1","command":["sh","-c","{{{script}}}"]}]} } } }
            """);

        var ended = await UntilAsync($"{Jobs}/job", item => Condition(item, condition) == "True");

        Assert.Equal(reason, Condition(ended, condition, "reason"));
        Assert.Equal((succeeded, failed), ((int)ended["status"]!["succeeded"]!, (int)ended["status"]!["failed"]!));
    }

    [Fact]
    public async Task A_service_has_the_ready_pods_that_it_selects()
    {
        await OkAsync("POST", "/api/v1/namespaces/default/services", """{"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},"spec":{"selector":{"app":"web"},"ports":[{"port":80}]}}""");
        await OkAsync("POST", Pods, """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"early","labels":{"app":"web"}},"spec":{"containers":[{"name":"a","image":"a:1"}]}}""");
        await OkAsync("POST", Pods, """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"late","labels":{"app":"web"}},"spec":{"containers":[{"name":"a","image":"a:1","readinessProbe":{"exec":{"command":["false"]}}}]}}""");

        var list = await UntilAsync("/api/v1/namespaces/default/endpoints", item =>
            item["items"]!.AsArray() is [var endpoints] && endpoints!["subsets"]!.AsArray() is [var subset] && subset!["addresses"]?.AsArray().Count >= 1 && subset["notReadyAddresses"] is not null);

        Assert.Equal("late", (string?)list["items"]![0]!["subsets"]![0]!["notReadyAddresses"]![0]!["targetRef"]!["name"]);
    }

    [Fact]
    public async Task Deleting_in_the_foreground_takes_what_is_owned_first_and_orphaning_leaves_it()
    {
        await OkAsync("POST", Deployments, Deployment());
        await OkAsync("POST", Deployments, Deployment("other"));
        await AvailableAsync("web", 2);
        await AvailableAsync("other", 2);

        await OkAsync("DELETE", $"{Deployments}/web", """{"propagationPolicy":"Foreground"}""");
        await OkAsync("DELETE", $"{Deployments}/other", """{"propagationPolicy":"Orphan"}""");

        await UntilAsync(Pods, list => list["items"]!.AsArray().Count == 2);
        Assert.Equal(404, (await CallAsync("GET", $"{Deployments}/web")).Status);
        Assert.Equal("other", (string?)Assert.Single(await ListAsync(ReplicaSets))["metadata"]!["labels"]!["app"]);
    }
}
