using System.Text.Json.Nodes;

namespace Pipeline.Simulators.Kubernetes.Tests.Controllers;

public sealed class PodTests : RunningCluster
{
    [Theory]
    [InlineData(""","image":"registry.invalid/a:1" """, "ImagePullBackOff", "Back-off pulling image \"registry.invalid/a:1\"")]
    [InlineData(""","command":["sh","-c","echo going; exit 3"]""", "CrashLoopBackOff", "restarting failed container=a")]
    [InlineData(""","env":[{"name":"X","valueFrom":{"configMapKeyRef":{"name":"gone","key":"x"}}}]""", "CreateContainerConfigError", "configmap \"gone\" not found")]
    [InlineData(""","envFrom":[{"secretRef":{"name":"gone"}}]""", "CreateContainerConfigError", "secret \"gone\" not found")]
    public async Task A_container_that_does_not_come_up_says_why(string container, string reason, string message)
    {
        await CreateAsync(container);

        var pod = await UntilAsync($"{Pods}/a", item => (string?)State(item)?["waiting"]?["reason"] == reason);

        Assert.Contains(message, (string?)State(pod)!["waiting"]!["message"], StringComparison.Ordinal);
        Assert.Contains(await ListAsync("/api/v1/namespaces/default/events?fieldSelector=involvedObject.name=a"), told => (string?)told["type"] == "Warning");
    }

    [Fact]
    public async Task A_container_that_ends_again_and_again_is_restarted_later_and_later()
    {
        await CreateAsync(""","command":["sh","-c","echo $GREETING; exit 3"],"env":[{"name":"GREETING","value":"hello"}]""");

        var pod = await UntilAsync($"{Pods}/a", item => (int?)item["status"]?["containerStatuses"]?[0]?["restartCount"] >= 2);

        Assert.Equal(3, (int)pod["status"]!["containerStatuses"]![0]!["lastState"]!["terminated"]!["exitCode"]!);
        Assert.Equal("hello\n", await Http.GetStringAsync(new Uri(Cluster.Url, $"{Pods}/a/log?previous=true"), Cancellation));
    }

    [Fact]
    public async Task What_a_container_waits_for_lets_it_start_when_it_comes()
    {
        await CreateAsync(""","envFrom":[{"configMapRef":{"name":"conf"}}],"command":["sh","-c","echo $a; sleep 600"]""");
        await UntilAsync($"{Pods}/a", item => State(item)?["waiting"] is { } waiting && (string?)waiting["reason"] == "CreateContainerConfigError");

        await OkAsync("POST", ConfigMaps, ConfigMap("conf"));

        await UntilAsync($"{Pods}/a", item => Condition(item, "Ready") == "True");
    }

    [Fact]
    public async Task A_pod_that_no_node_can_take_stays_pending_with_the_schedulers_words()
    {
        await CreateAsync(""","resources":{"requests":{"cpu":"900"}}""");

        var pod = await UntilAsync($"{Pods}/a", item => Condition(item, "PodScheduled", "reason") == "Unschedulable");

        Assert.Contains("0/2 nodes are available: 2 Insufficient cpu.", Condition(pod, "PodScheduled", "message"), StringComparison.Ordinal);
        Assert.Equal("Pending", (string?)pod["status"]!["phase"]);
    }

    [Fact]
    public async Task A_missing_volume_keeps_a_pod_from_starting()
    {
        await OkAsync("POST", Pods, """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"volumes":[{"name":"v","secret":{"secretName":"gone"}}],"containers":[{"name":"a","image":"a:1"}]}}""");

        await UntilAsync("/api/v1/namespaces/default/events", list => list["items"]!.AsArray().Any(told =>
            (string?)told!["reason"] == "FailedMount" && told["message"]!.ToString().Contains("secret \"gone\" not found", StringComparison.Ordinal)));
        Assert.Equal("ContainerCreating", (string?)State(await UntilAsync($"{Pods}/a", item => State(item) is not null))!["waiting"]!["reason"]);
    }

    [Fact]
    public async Task An_init_container_comes_first_and_one_that_fails_keeps_the_others_waiting()
    {
        await OkAsync("POST", Pods, """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"initContainers":[{"name":"i","image":"a:1","command":["false"]}],"containers":[{"name":"a","image":"a:1"}]}}""");

        var pod = await UntilAsync($"{Pods}/a", item => (int?)item["status"]?["initContainerStatuses"]?[0]?["restartCount"] >= 2);

        Assert.Equal("PodInitializing", (string?)State(pod)!["waiting"]!["reason"]);
    }

    [Fact]
    public async Task A_pod_is_gone_after_its_grace()
    {
        await CreateAsync("");
        await UntilAsync($"{Pods}/a", item => Condition(item, "Ready") == "True");

        Assert.NotNull((await OkAsync("DELETE", $"{Pods}/a"))["metadata"]!["deletionTimestamp"]);

        await UntilAsync(Pods, list => list["items"]!.AsArray().Count == 0);
    }

    private Task<JsonObject> CreateAsync(string container)
    {
        var image = container.Contains("\"image\"", StringComparison.Ordinal) ? "" : ""","image":"a:1" """;
        return OkAsync("POST", Pods, $$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[{"name":"a"{{{image}}}{{{container}}}}]} }""");
    }

    private static JsonNode? State(JsonObject pod) => pod["status"]?["containerStatuses"]?[0]?["state"];
}
