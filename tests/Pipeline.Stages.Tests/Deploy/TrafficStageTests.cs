using System.Text.Json.Nodes;
using Pipeline.Stages.Deploy.Traffic;
using Pipeline.Testing;

namespace Pipeline.Stages.Tests.Deploy;

/// <summary>The stages that send traffic to objects and take it from them.</summary>
public sealed class TrafficStageTests : IDisposable
{
    private const string ByName = """{"target":"prod","name":"replicaset web-v002","services":["web"]}""";
    private readonly ClusterDouble _cluster = new();
    private readonly ManualTimeProvider _time = new();

    public TrafficStageTests()
    {
        _cluster.Put("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},"spec":{"selector":{"lb":"web"}}}""");
        _cluster.Put("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"own"},"spec":{"selector":{"app":"web"}}}""");
        _cluster.Put("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"bare"},"spec":{}}""");
    }

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task Enabling_labels_the_template_and_the_pods_and_waits_for_the_endpoints()
    {
        PutReplicaSet(isEnabled: false);
        PutEndpoints();
        var stage = Stage(isEnabled: true, ByName);
        for (var step = 0; step < 3; step++)
            Assert.IsType<StageStep.Again>(await stage.StepAsync());
        Assert.Equal("The Service 'web' sends traffic to 0 of 1 pod of ReplicaSet shop/web-v002.", stage.Log[^1]);

        PutEndpoints("web-v002-a");

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());
        Assert.Equal("web", (string)_cluster.Get("ReplicaSet", "web-v002")["spec"]!["template"]!["metadata"]!["labels"]!["lb"]!);
        Assert.Equal("web", (string)_cluster.Get("Pod", "web-v002-a")["metadata"]!["labels"]!["lb"]!);
        Assert.Null(_cluster.Get("Pod", "other-a")["metadata"]!["labels"]!["lb"]);
        Assert.Equal(["ReplicaSet shop/web-v002 enabled", "Pod shop/web-v002-a enabled"], stage.Outputs!["changes"]!.AsArray().Select(static change => $"{change!["object"]} {change["action"]}"));
    }

    [Fact]
    public async Task Disabling_takes_the_labels_away_and_waits_until_the_endpoints_are_gone()
    {
        PutReplicaSet(isEnabled: true);
        PutEndpoints("web-v002-a");
        var stage = Stage(isEnabled: false, ByName);
        for (var step = 0; step < 3; step++)
            Assert.IsType<StageStep.Again>(await stage.StepAsync());
        Assert.Equal("The Service 'web' still sends traffic to 1 pod of ReplicaSet shop/web-v002.", stage.Log[^1]);

        PutEndpoints("web-v003-a");

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());
        Assert.Null(_cluster.Get("ReplicaSet", "web-v002")["spec"]!["template"]!["metadata"]!["labels"]!["lb"]);
        Assert.Null(_cluster.Get("Pod", "web-v002-a")["metadata"]!["labels"]!["lb"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_so_already_stays_so(bool isEnabled)
    {
        PutReplicaSet(isEnabled);
        if (isEnabled)
            PutEndpoints("web-v002-a");
        var stage = Stage(isEnabled, ByName);

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        Assert.Equal("[]", stage.Outputs!["changes"]!.ToJsonString());
        Assert.DoesNotContain(_cluster.Calls, static call => call.StartsWith("patch", StringComparison.Ordinal));
        Assert.Contains($"ReplicaSet shop/web-v002 is {(isEnabled ? "enabled" : "disabled")} already.", stage.Log);
    }

    [Theory]
    [InlineData("moniker", "spinnaker.io")]
    [InlineData("traffic", "spinnaker.io")]
    [InlineData("traffic", "pipeline.io")]
    public async Task Services_are_those_of_the_annotation_and_without_any_the_stage_fails(string group, string domain)
    {
        _cluster.Put(Workloads.ReplicaSet("web-v002", annotations: $$""","{{group}}.{{domain}}/load-balancers":"[\"service web\"]" """));
        var stage = Stage(isEnabled: false, """{"target":"prod","name":"replicaset web-v002"}""");

        var ended = await stage.RunAsync();

        if (group == "traffic")
            Assert.Equal("""["web"]""", Assert.IsType<StageStep.Succeeded>(ended).Outputs!["services"]!.ToJsonString());
        else
            Assert.Equal("no-service", Assert.IsType<StageStep.Failed>(ended).Error.Code);
    }

    [Theory]
    [InlineData(true, "nobody", "service-not-found", "There is no Service 'nobody' in the namespace 'shop'.")]
    [InlineData(true, "bare", "service-unfit", "The Service 'bare' has no selector, so that labels do not send its traffic anywhere. Give it one, for example { lb: bare }.")]
    [InlineData(false, "own", "service-unfit", "The Service 'own' selects only by labels of ReplicaSet shop/web-v002's own selector (app), which its pods cannot lose. Give the Service a selector with a label of its own, for example { lb: own }.")]
    [InlineData(true, "ingress web", "service-unfit", "'ingress web' is no Service; traffic is switched by Services only.")]
    public async Task What_labels_cannot_switch_is_said(bool isEnabled, string service, string code, string message)
    {
        PutReplicaSet(isEnabled: true);

        var failed = Assert.IsType<StageStep.Failed>(await Stage(isEnabled, $$"""{"target":"prod","name":"replicaset web-v002","services":["{{service}}"]}""").RunAsync());

        Assert.Equal((code, message), (failed.Error.Code, failed.Error.Message));
    }

    [Fact]
    public async Task Of_a_deployment_the_template_alone_changes_and_the_log_says_that_its_pods_are_replaced()
    {
        _cluster.Put(Workloads.Deployment("web"));
        var stage = Stage(isEnabled: true, """{"target":"prod","name":"deployment web","services":["web"],"waitForStable":false}""");

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        Assert.Contains("The labels of Deployment shop/web's pod template change, which triggers a rollout: its pods are replaced.", stage.Log);
        Assert.Equal("""["+ spec.template.metadata.labels.lb: web"]""", stage.Outputs!["changes"]![0]!["diff"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Fact]
    public async Task Enabling_what_has_no_replicas_waits_for_nothing()
    {
        _cluster.Put(Workloads.ReplicaSet("web-v002", replicas: 0));
        var stage = Stage(isEnabled: true, ByName);

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        Assert.Contains("ReplicaSet shop/web-v002 has no replicas, so that no traffic reaches it before it is scaled up.", stage.Log);
    }

    private void PutReplicaSet(bool isEnabled)
    {
        var label = isEnabled ? ""","lb":"web" """ : "";
        _cluster.Put(Workloads.ReplicaSet("web-v002", labels: label));
        _cluster.Put(Workloads.Pod("web-v002-a", "ReplicaSet-web-v002", Workloads.Running, "web-v002", label));
        _cluster.Put(Workloads.Pod("other-a", "ReplicaSet-other", Workloads.Running, "web-v002"));
    }

    private void PutEndpoints(params string[] pods) => _cluster.Put(new JsonObject
    {
        ["apiVersion"] = "discovery.k8s.io/v1",
        ["kind"] = "EndpointSlice",
        ["metadata"] = new JsonObject { ["name"] = "web-1", ["labels"] = new JsonObject { ["kubernetes.io/service-name"] = "web" } },
        ["endpoints"] = new JsonArray([.. pods.Select(static pod => (JsonNode)new JsonObject { ["conditions"] = new JsonObject { ["ready"] = true }, ["targetRef"] = new JsonObject { ["name"] = pod } })]),
    });

    private StageHarness Stage(bool isEnabled, string with) =>
        isEnabled ? new(new EnableStage(_cluster, _time), EnableStage.Type, _time, with) : new(new DisableStage(_cluster, _time), DisableStage.Type, _time, with);
}
