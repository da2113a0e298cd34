using System.Text.Json;
using Pipeline.Simulators.Kubernetes;
using Pipeline.Stages.Deploy.Manifests;
using Pipeline.Stages.Tests.Clusters;

namespace Pipeline.Stages.Tests.Deploy.Manifests;

/// <summary>Deploys into a simulated cluster, over HTTP, with controllers and refusals as a real one has them.</summary>
public sealed class SimulatedDeployTests : IAsyncLifetime
{
    private ClusterRegionsFixture _cluster = null!;

    private KubernetesSimulator Simulator => _cluster.Simulator();

    public async ValueTask InitializeAsync() => _cluster = await ClusterRegionsFixture.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    /// <summary>Spinnaker reads the next number from the cluster and reserves nothing.</summary>
    [Fact]
    public async Task Runs_that_deploy_at_once_never_take_the_same_version()
    {
        var stages = Enumerable.Range(0, 8).Select(run => Stage(ConfigMap("conf", $"{run}"), run: $"run{run}")).ToList();
        await Task.WhenAll(stages.Select(stage => stage.StepAsync())); // all have decided before one has written

        var ends = await Task.WhenAll(stages.Select(stage => stage.RunAsync()));

        Assert.All(ends, end => Assert.IsType<StageStep.Succeeded>(end));
        Assert.Equal(
            Enumerable.Range(0, 8).Select(number => $"conf-v{number:D3}"),
            (await _cluster.NamesAsync("v1", "ConfigMap")).Where(name => name.StartsWith("conf-", StringComparison.Ordinal)).Order());
        Assert.Equal(8, stages.Select(stage => (string)stage.Outputs!["artifacts"]![0]!["reference"]!).Distinct().Count());
    }

    [Fact]
    public async Task Of_200_objects_one_is_invalid_and_nothing_is_changed()
    {
        var manifests = Enumerable.Range(0, 199).Select(index => ConfigMap($"c{index}", "x")).Append(Deployment("Web_1", "shop/web:1"));
        var before = (await _cluster.NamesAsync("v1", "ConfigMap")).Count;

        var failed = Assert.IsType<StageStep.Failed>(await Stage(string.Join("\n---\n", manifests)).RunAsync());

        Assert.Equal("object-invalid", failed.Error.Code);
        Assert.Contains("Deployment shop/Web_1", failed.Error.Message, StringComparison.Ordinal);
        Assert.Contains("RFC 1123", failed.Error.Message, StringComparison.Ordinal);
        Assert.Equal(before, (await _cluster.NamesAsync("v1", "ConfigMap")).Count);
        Assert.DoesNotContain(Simulator.Requests, request => request.StartsWith("PATCH", StringComparison.Ordinal) && request.Contains("configmaps", StringComparison.Ordinal) && !request.Contains("dryRun=All", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_field_of_another_manager_is_a_conflict_that_names_both()
    {
        await Stage(Deployment("web", "shop/web:1")).RunAsync();
        await _cluster.ApplyAsync("""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop"},"spec":{"template":{"spec":{"containers":[{"name":"web","image":"shop/web:hotfix"}]}}}}""", "kubectl-edit");

        var failed = Assert.IsType<StageStep.Failed>(await Stage(Deployment("web", "shop/web:2"), run: "run2").RunAsync());
        var forced = await Stage(Deployment("web", "shop/web:2"), ""","forceConflicts":true""", "run3").RunAsync();

        Assert.Equal("conflict", failed.Error.Code);
        Assert.Contains("kubectl-edit", failed.Error.Message, StringComparison.Ordinal);
        Assert.Contains("forceConflicts", failed.Error.Message, StringComparison.Ordinal);
        Assert.IsType<StageStep.Succeeded>(forced);
    }

    /// <summary>What the issue of a deploy's figures asks: at most one write for each object, and no question for each while waiting.</summary>
    [Fact]
    public async Task Each_object_is_applied_once_and_waited_for_by_its_kind()
    {
        var manifests = Enumerable.Range(0, 10).Select(index => ConfigMap($"c{index}", "x")).Concat(Enumerable.Range(0, 5).Select(index => Deployment($"d{index}", "shop/web:1")));
        Simulator.ForgetRequests();

        Assert.IsType<StageStep.Succeeded>(await Stage(string.Join("\n---\n", manifests)).RunAsync());

        var writes = Simulator.Requests.Where(request => request.StartsWith("PATCH", StringComparison.Ordinal) && !request.Contains("dryRun", StringComparison.Ordinal)).ToList();
        Assert.Equal(15, writes.Count);
        Assert.Equal(15, writes.Distinct().Count());
        var last = Simulator.Requests.ToList().FindLastIndex(request => request.StartsWith("PATCH", StringComparison.Ordinal));
        Assert.DoesNotContain(Simulator.Requests.Skip(last + 1), request => request.StartsWith("GET", StringComparison.Ordinal) && request.Contains("/deployments/", StringComparison.Ordinal));
    }

    /// <summary>It was waited for in vain: nothing gave the pods of an equal version that was disabled their traffic back.</summary>
    [Fact]
    public async Task A_version_that_was_disabled_is_enabled_when_it_is_deployed_again()
    {
        foreach (var (image, run) in new[] { ("shop/web:1", "run1"), ("shop/web:2", "run2"), ("shop/web:1", "run3") })
            Assert.IsType<StageStep.Succeeded>(await Stage(ReplicaSet(image), ""","traffic":{"services":["web"],"strategy":"blue-green"}""", run).RunAsync());

        Assert.Equal("v0:2 v1:2-", await _cluster.OfAsync());
    }

    [Fact]
    public async Task An_expired_token_fails_the_stage_with_what_to_do()
    {
        Simulator.Users.Expire(SimulatedUsers.AdministratorToken);

        var failed = Assert.IsType<StageStep.Failed>(await Stage(Deployment("web", "shop/web:1")).RunAsync());

        Assert.Equal("target-unauthorized", failed.Error.Code);
        Assert.Contains("Deployment target 'korea'", failed.Error.Message, StringComparison.Ordinal);
    }

    private StageHarness Stage(string manifests, string with = "", string run = "run1") =>
        new(DeployManifestStage.Type.Create(_cluster.ServicesInRealTime), DeployManifestStage.Type, _cluster.Time, $$"""{"target":"korea","namespace":"shop","manifests":{{JsonSerializer.Serialize(manifests)}}{{with}}}""")
        {
            Run = run,
            Breath = TimeSpan.FromMilliseconds(15),
        };

    private static string ConfigMap(string name, string value) => $"{{apiVersion: v1, kind: ConfigMap, metadata: {{name: {name}}}, data: {{a: '{value}'}}}}";

    private static string Deployment(string name, string image) =>
        $"{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: {name}}}, spec: {{replicas: 1, selector: {{matchLabels: {{app: {name}}}}}, template: {{metadata: {{labels: {{app: {name}}}}}, spec: {{containers: [{{name: web, image: '{image}'}}]}}}}}}}}";

    private static string ReplicaSet(string image) =>
        $"{{apiVersion: apps/v1, kind: ReplicaSet, metadata: {{name: web}}, spec: {{replicas: 2, selector: {{matchLabels: {{app: web}}}}, template: {{metadata: {{labels: {{app: web}}}}, spec: {{containers: [{{name: web, image: '{image}'}}]}}}}}}}}";
}
