using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Manifests;

namespace Pipeline.Stages.Tests.Deploy.Manifests;

public sealed class DeployManifestStageTests : IAsyncLifetime
{
    private const string Config = "{apiVersion: v1, kind: ConfigMap, metadata: {name: conf, annotations: {strategy.pipeline.io/max-version-history: '2'}}, data: {a: '1'}}";
    private const string Web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: web }
        spec:
          replicas: 2
          selector: { matchLabels: { app: web } }
          template:
            metadata: { labels: { app: web } }
            spec:
              volumes: [{ name: conf, configMap: { name: conf } }]
              containers: [{ name: web, image: "shop/web" }]
        """;

    private DeployFixture _fixture = null!;

    private DeployCluster Cluster => _fixture.Cluster;

    public async ValueTask InitializeAsync() => _fixture = await DeployFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task A_deploy_applies_what_others_need_first_and_binds_versions_and_images()
    {
        _fixture.Artifacts.Add(new("image", new() { Type = "docker/image", Name = "shop/web", Version = "7", Reference = "shop/web:7" }, ArtifactSource.Produced));

        var outputs = (await _fixture.DeployAsync($"{Web}\n---\n{Config}")).Succeeded;

        Assert.Equal(["apply ConfigMap conf-v000", "apply Deployment web"], Cluster.Calls);
        var pods = Cluster.Find("Deployment", "web")!.PodTemplateOf()!["spec"]!;
        Assert.Equal(("conf-v000", "shop/web:7"), ((string)pods["volumes"]![0]!["configMap"]!["name"]!, (string)pods["containers"]![0]!["image"]!));
        Assert.Equal("""{"shop":["configMap conf-v000","deployment web"]}""", outputs["manifestNamesByNamespace"]!.ToJsonString());
        Assert.Equal(2, outputs["boundArtifacts"]!.AsArray().Count);
        Assert.Equal(["conf-v000", "web"], outputs["artifacts"]!.AsArray().Select(each => (string)each!["reference"]!));
        Assert.Equal(2, outputs["manifests"]!.AsArray().Count);
        var change = outputs["changes"]![1]!;
        Assert.Equal(("Deployment shop/web", "created", null), ((string)change["object"]!, (string)change["action"]!, (string?)change["resourceVersionBefore"]));
        Assert.NotNull(change["resourceVersionAfter"]);
    }

    [Fact]
    public async Task A_version_is_used_again_when_nothing_changed_and_the_oldest_beyond_the_history_go()
    {
        for (var deploy = 0; deploy < 4; deploy++)
            _ = (await _fixture.DeployAsync(Config.Replace("'1'", $"'{deploy / 2}'", StringComparison.Ordinal), run: $"run{deploy}")).Succeeded;
        Assert.Equal("conf-v000 conf-v001", Cluster.Names("ConfigMap"));

        _ = (await _fixture.DeployAsync(Config.Replace("'1'", "'new'", StringComparison.Ordinal), run: "last")).Succeeded;
        Assert.Equal("conf-v001 conf-v002", Cluster.Names("ConfigMap"));
    }

    [Fact]
    public async Task One_object_of_two_hundred_that_is_not_valid_keeps_all_from_being_touched()
    {
        var manifests = string.Join("\n---\n", Enumerable.Range(0, 200).Select(index => $"{{apiVersion: v1, kind: ConfigMap, metadata: {{name: c{index}}}{(index == 150 ? ", invalid: true" : "")}}}"));

        var error = (await _fixture.DeployAsync(manifests)).Error;

        Assert.Empty(Cluster.Calls);
        Assert.Equal("object-invalid", error.Code);
        Assert.Contains("Nothing was changed, since the server refuses 1 of 200 objects. ConfigMap shop/c150-v000", error.Message, StringComparison.Ordinal);
        Assert.Contains("unknown field", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_says_what_would_change_and_changes_nothing()
    {
        _ = (await _fixture.DeployAsync($"{Web}\n---\n{Config}")).Succeeded;
        var before = Cluster.Calls.Count;
        Cluster.Rules = Cluster.Rules with { IsReadOnly = true };

        var outputs = (await _fixture.DeployAsync($"{Web.Replace("replicas: 2", "replicas: 5", StringComparison.Ordinal)}\n---\n{{apiVersion: v1, kind: Secret, metadata: {{name: s}}, data: {{k: c2VjcmV0}}}}", "\"dryRun\":true", "run2")).Succeeded;

        Assert.Equal(before, Cluster.Calls.Count);
        Assert.True((bool)outputs["dryRun"]!);
        Assert.Equal(["Secret shop/s-v000 create", "Deployment shop/web apply"], outputs["changes"]!.AsArray().Select(each => $"{each!["object"]} {each["action"]}"));
        Assert.Contains("~ spec.replicas: 2 → 5", outputs["changes"]![1]!["diff"]!.AsArray().Select(line => (string)line!));
        Assert.DoesNotContain("c2VjcmV0", outputs.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_namespace_that_is_not_allowed_and_a_read_only_target_are_refused()
    {
        Cluster.Rules = Cluster.Rules with { Namespaces = ["shop"] };
        Assert.Equal("namespace-not-allowed", (await _fixture.DeployAsync(Config, "\"namespace\":\"other\"")).Error.Code);
        Cluster.Rules = Cluster.Rules with { IsReadOnly = true };
        Assert.Equal("target-read-only", (await _fixture.DeployAsync(Config)).Error.Code);
        Assert.Empty(Cluster.Calls);
    }

    [Fact]
    public async Task Objects_of_a_namespace_that_the_deploy_brings_are_applied_after_it()
    {
        _ = (await _fixture.DeployAsync("{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: new}}\n---\n{apiVersion: v1, kind: Namespace, metadata: {name: new}}")).Succeeded;

        Assert.Equal(["apply Namespace new", "apply ConfigMap c-v000"], Cluster.Calls);
    }

    [Fact]
    public async Task A_workload_that_cannot_become_stable_fails_at_once_and_says_what_is_left_in_place()
    {
        var end = await _fixture.DeployAsync(Web.Replace("shop/web", "registry.invalid/web", StringComparison.Ordinal));

        Assert.Equal("rollout-failed", end.Error.Code);
        Assert.Equal("""["Deployment shop/web"]""", end.Harness.Outputs!["leftInPlace"]!.ToJsonString());
    }

    [Fact]
    public async Task All_or_nothing_restores_what_was_there_and_deletes_what_was_not()
    {
        _ = (await _fixture.DeployAsync($"{Web}\n---\n{{apiVersion: v1, kind: Secret, metadata: {{name: s, annotations: {{strategy.pipeline.io/versioned: 'false'}}}}, data: {{k: b2xk}}}}")).Succeeded;

        var end = await _fixture.DeployAsync(
            $"{Web.Replace("shop/web", "registry.invalid/web", StringComparison.Ordinal)}\n---\n{Config}\n---\n{{apiVersion: v1, kind: Secret, metadata: {{name: s, annotations: {{strategy.pipeline.io/versioned: 'false'}}}}, data: {{k: bmV3}}}}",
            "\"allOrNothing\":true", "run2");

        Assert.Contains("What was there before was restored.", end.Error.Message, StringComparison.Ordinal);
        Assert.Equal("", Cluster.Names("ConfigMap"));
        Assert.Equal("b2xk", (string)Cluster.Find("Secret", "s")!["data"]!["k"]!);
        Assert.Equal("shop/web", (string)Cluster.Find("Deployment", "web")!.PodTemplateOf()!["spec"]!["containers"]![0]!["image"]!);
        Assert.DoesNotContain("bmV3", end.Harness.Outputs!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restoration_whose_every_step_was_run_twice_deleted_what_was_there_before()
    {
        _ = (await _fixture.DeployAsync(Web)).Succeeded;
        var stage = _fixture.Stage($"{Web.Replace("shop/web", "registry.invalid/web", StringComparison.Ordinal)}\n---\n{Config}", "\"allOrNothing\":true", "run2");

        StageStep step;
        do
        {
            await stage.LoseStepAsync();
            step = await stage.NextAsync();
        }
        while (step is StageStep.Again);

        Assert.Contains("What was there before was restored.", Assert.IsType<StageStep.Failed>(step).Error.Message, StringComparison.Ordinal);
        Assert.Equal("", Cluster.Names("ConfigMap"));
        Assert.Equal("shop/web", (string)Cluster.Find("Deployment", "web")!.PodTemplateOf()!["spec"]!["containers"]![0]!["image"]!);
    }

    [Fact]
    public async Task A_restoration_gave_up_on_an_object_that_a_controller_wrote_to_in_between()
    {
        _ = (await _fixture.DeployAsync(Web)).Succeeded;
        Cluster.Failures["replace Deployment web"] = new(KubernetesFailure.Conflict, "the object has been modified");

        var end = await _fixture.DeployAsync(Web.Replace("shop/web", "registry.invalid/web", StringComparison.Ordinal), "\"allOrNothing\":true", "run2");

        Assert.Contains("What was there before was restored.", end.Error.Message, StringComparison.Ordinal);
        Assert.Null(end.Harness.Outputs!["notRestored"]);
        Assert.Equal(2, Cluster.Calls.Count(call => call == "replace Deployment web"));
        Assert.Equal("shop/web", (string)Cluster.Find("Deployment", "web")!.PodTemplateOf()!["spec"]!["containers"]![0]!["image"]!);
    }

    [Theory]
    [InlineData(KubernetesFailure.Conflict, "conflict", "forceConflicts")]
    [InlineData(KubernetesFailure.Unauthorized, "target-unauthorized", "0 of 1 objects were written before it")]
    [InlineData(KubernetesFailure.Forbidden, "target-forbidden", "ConfigMap shop/conf-v000: Deployment target 'prod': as the server says")]
    public async Task A_refusal_is_told_with_its_object_and_the_way_out(KubernetesFailure failure, string code, string message)
    {
        Cluster.Failures["apply ConfigMap conf-v000"] = new(failure, "as the server says");

        var error = (await _fixture.DeployAsync(Config)).Error;

        Assert.Equal(code, error.Code);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_that_gives_no_answer_for_a_while_is_asked_again()
    {
        Cluster.Failures["apply Deployment web"] = new(KubernetesFailure.Unreachable, "connection refused");

        var end = await _fixture.DeployAsync($"{Web}\n---\n{Config}");

        Assert.NotNull(end.Succeeded);
        Assert.Equal(["apply ConfigMap conf-v000", "apply Deployment web", "apply Deployment web"], Cluster.Calls);
        Assert.Contains(TimeSpan.FromSeconds(5), end.Harness.Pauses);
    }

    [Fact]
    public async Task A_target_that_disappears_midway_is_named_with_what_was_left_there()
    {
        Cluster.After = _ => Cluster.Broken = new(KubernetesFailure.Unreachable, "connection refused");

        var end = await _fixture.DeployAsync($"{Web}\n---\n{Config}");

        Assert.Equal("target-unreachable", end.Error.Code);
        Assert.Contains("Deployment target 'prod': connection refused. 1 of 2 objects were written before it.", end.Error.Message, StringComparison.Ordinal);
        Assert.Equal("""["ConfigMap shop/conf-v000"]""", end.Harness.Outputs!["leftInPlace"]!.ToJsonString());
    }

    [Fact]
    public async Task Every_object_is_applied_once()
    {
        var manifests = string.Join("\n---\n", Enumerable.Range(0, 100).Select(index => $"{{apiVersion: v1, kind: ConfigMap, metadata: {{name: c{index}}}}}")
            .Concat(Enumerable.Range(0, 20).Select(index => Web.Replace("name: web }", $"name: web{index} }}", StringComparison.Ordinal))));

        _ = (await _fixture.DeployAsync(manifests)).Succeeded;

        Assert.Equal(120, Cluster.Calls.Count);
        Assert.Equal(120, Cluster.Calls.Distinct().Count());
    }

    [Fact]
    public async Task A_step_that_runs_twice_comes_to_the_same_end()
    {
        var manifests = $"{Web}\n---\n{Config}\n---\n{{apiVersion: batch/v1, kind: Job, metadata: {{generateName: job-}}, spec: {{}}}}";
        var died = false;
        Cluster.After = call =>
        {
            if (!died && call.StartsWith("create Job", StringComparison.Ordinal))
            {
                died = true;
                throw new InvalidOperationException("The process dies.");
            }
        };
        var harness = _fixture.Stage(manifests, "\"waitForStable\":false");
        StageStep? step = null;
        while (step is null or StageStep.Again)
        {
            try
            {
                step = await harness.StepAsync();
            }
            catch (InvalidOperationException)
            {
                Assert.True(died);
            }
        }

        Assert.IsType<StageStep.Succeeded>(step);
        Assert.Equal("conf-v000", Cluster.Names("ConfigMap"));
        Assert.Single(Cluster.Names("Job").Split(' '));
    }

    [Fact]
    public async Task A_deploy_that_is_cancelled_says_what_stays()
    {
        var harness = _fixture.Stage($"{Web}\n---\n{Config}");
        for (var step = 0; step < 3; step++)
            await harness.StepAsync();

        var outputs = await harness.CancelAsync();

        Assert.Equal("""["ConfigMap shop/conf-v000","Deployment shop/web"]""", outputs!["leftInPlace"]!.ToJsonString());
        Assert.Contains("What it changed stays as it is: ConfigMap shop/conf-v000, Deployment shop/web", harness.Log[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Config, "\"requiredArtifacts\":[\"image\"]", "artifact-unused", "docker/image")]
    [InlineData(Config, "\"requiredArtifacts\":[\"other\"]", "artifact-missing", "requiredArtifacts: There is no artifact 'other'")]
    [InlineData(Config, "\"labelSelectors\":[{\"kind\":\"EQUALS\",\"key\":\"a\",\"values\":[\"b\"]}]", "nothing-selected", "allowNothingSelected")]
    [InlineData(Config, "\"artifact\":\"image\"", "invalid-input", "exactly one")]
    [InlineData(Config + "\n---\n" + Config, "", "invalid-manifest", "is there 2 times")]
    [InlineData("{apiVersion: v1, kind: ConfigMap}", "", "invalid-manifest", "manifests: Document 1: It lacks metadata.name")]
    [InlineData("{apiVersion: v1, kind: Pod, metadata: {name: x}, spec: {containers: [{image: 'shop/web:v_{BUILD_NUMBER}'}]}}", "", "build-number-unknown", "imageRegistry")]
    [InlineData("{apiVersion: v1, kind: Widget, metadata: {name: x}}", "", "kind-not-found", "Widget")]
    [InlineData(Config, "\"traffic\":{\"services\":[\"service web\"]}", "invalid-input", "exactly one ReplicaSet")]
    [InlineData(Config, "\"traffic\":{\"strategy\":\"highlander\",\"enable\":false}", "invalid-input", "traffic.strategy")]
    public async Task What_cannot_be_deployed_is_refused_with_its_field(string manifests, string with, string code, string message)
    {
        _fixture.Artifacts.Add(new("image", new() { Type = "docker/image", Name = "shop/api", Reference = "shop/api:7" }, ArtifactSource.Produced));

        var error = (await _fixture.DeployAsync(manifests, with)).Error;

        Assert.Equal(code, error.Code);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Empty(Cluster.Calls);
    }

    [Fact]
    public async Task The_runs_own_build_fills_in_the_build_number()
    {
        _fixture.Artifacts.Add(new("image", new() { Type = "docker/image", Name = "shop/web", Version = "v_12", Reference = "shop/web:v_12" }, ArtifactSource.Produced));

        _ = (await _fixture.DeployAsync(Web.Replace("\"shop/web\"", "'shop/web:v_{BUILD_NUMBER}'", StringComparison.Ordinal), "\"bindArtifacts\":false")).Succeeded;

        Assert.Equal("shop/web:v_12", (string)Cluster.Find("Deployment", "web")!.PodTemplateOf()!["spec"]!["containers"]![0]!["image"]!);
    }
}
