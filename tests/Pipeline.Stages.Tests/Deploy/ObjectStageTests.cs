using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Artifacts;
using Pipeline.Stages.Artifacts;
using Pipeline.Stages.Deploy;
using Pipeline.Stages.Deploy.Patching;
using Pipeline.Stages.Deploy.Rollback;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Stages.Tests.Deploy;

/// <summary>The stages that change one object or several, but for those that switch traffic.</summary>
public sealed class ObjectStageTests : IAsyncLifetime
{
    private readonly ClusterDouble _cluster = new();
    private readonly ManualTimeProvider _time = new();
    private readonly TemporaryFolder _folder = new();
    private EmbeddedStorage? _storage;

    public async ValueTask InitializeAsync() => _storage = await EmbeddedStorage.OpenAsync(_folder.Path, TimeProvider.System, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _storage!.DisposeAsync();
        _folder.Dispose();
        _cluster.Dispose();
    }

    [Fact]
    public async Task Scale_sets_the_replicas_of_the_object_that_was_chosen_and_records_the_change()
    {
        _cluster.Put(Workloads.ReplicaSet("web-v001", replicas: 2, createdAt: "2026-11-26T00:00:01Z"));
        _cluster.Put(Workloads.ReplicaSet("web-v002", replicas: 3, createdAt: "2026-11-26T00:00:02Z"));
        var stage = Stage(new ScaleStage(_cluster, _time), ScaleStage.Type, """{"target":"prod","kind":"replicaSet","cluster":"web","criteria":"second-newest","replicas":2}""");

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        Assert.Equal("""[{"kind":"ReplicaSet","namespace":"shop","name":"web-v001"}]""", stage.Outputs!["objects"]!.ToJsonString());
        Assert.Equal("unchanged", (string)stage.Outputs["changes"]![0]!["action"]!);
    }

    [Fact]
    public async Task What_a_stage_has_chosen_stays_chosen_when_another_would_fit_meanwhile()
    {
        _cluster.Put(Workloads.ReplicaSet("web-v001", createdAt: "2026-11-26T00:00:01Z"));
        var stage = Stage(new DeleteStage(_cluster, _time), DeleteStage.Type, """{"target":"prod","kind":"replicaSet","cluster":"web","criteria":"newest"}""");
        await stage.StepAsync();
        _cluster.Put(Workloads.ReplicaSet("web-v002", createdAt: "2026-11-26T00:00:02Z"));

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        Assert.Equal(["list ReplicaSet", "delete Background ReplicaSet shop/web-v001"], _cluster.Calls);
        Assert.Equal("""[{"object":"ReplicaSet shop/web-v001","action":"deleted","resourceVersionBefore":"101","resourceVersionAfter":null,"diff":[]}]""", stage.Outputs!["changes"]!.ToJsonString());
    }

    [Fact]
    public async Task A_scaled_down_deployment_is_waited_for_and_an_autoscaler_in_charge_is_named()
    {
        _cluster.Put(Workloads.Deployment("web", desired: 3, available: 3));
        _cluster.Put("""{"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"web-hpa"},"spec":{"maxReplicas":9,"scaleTargetRef":{"kind":"Deployment","name":"web"}}}""");
        var stage = Stage(new ScaleStage(_cluster, _time), ScaleStage.Type, """{"target":"prod","name":"deployment web","replicas":1}""");
        await stage.StepAsync();
        await stage.StepAsync();
        var waiting = stage.StepAsync();
        await Eventually.TrueAsync(() => _cluster.Calls.Contains("watch Pod"), cancellationToken: TestContext.Current.CancellationToken);

        _cluster.Put(Workloads.Deployment("web", desired: 1, available: 1));

        Assert.IsType<StageStep.Succeeded>(await waiting);
        Assert.Equal("web-hpa", (string)stage.Outputs!["autoscaler"]!);
        Assert.Equal("""["~ spec.replicas: 3 → 1"]""", Text(stage.Outputs["changes"]![0]!["diff"]!));
    }

    [Theory]
    [InlineData("""{"target":"prod","name":"web","replicas":1}""", "invalid-input", "kind: Say the kind of the object, for example Deployment.")]
    [InlineData("""{"target":"prod","name":"deployment web","cluster":"web","replicas":1}""", "invalid-input", "Say the object by its 'name', or by 'cluster' with 'criteria'.")]
    [InlineData("""{"target":"prod","kind":"ReplicaSet","cluster":"web","replicas":1}""", "invalid-input", "criteria: Say which object of the cluster: newest, second-newest, oldest, largest or smallest.")]
    [InlineData("""{"target":"prod","name":"service web","replicas":1}""", "kind-unfit", "A Service has no replicas that could be set. Deployments, ReplicaSets and StatefulSets have.")]
    [InlineData("""{"target":"prod","name":"deployment nobody","replicas":1}""", "object-not-found", "There is no such object: the log says what was looked for. Check namespace, kind and name.")]
    [InlineData("""{"target":"prod","name":"widget web","replicas":1}""", "kind-not-found", "Deployment target 'prod': the server doesn't have a resource type \"widget\"")]
    [InlineData("""{"target":"prod","namespace":"kube-system","name":"deployment web","replicas":1}""", "namespace-not-allowed", "The deployment target 'prod' does not allow the namespace 'kube-system'. Allowed: shop.")]
    [InlineData("""{"target":"prod","name":"deployment web","replicas":-1}""", "invalid-input", "replicas: It is 0 or more, and not -1.")]
    [InlineData("""{"target":"prod","kind":"ReplicaSet","cluster":"web","criteria":"second-newest","replicas":1}""", "object-not-found", "The cluster 'replicaSet web' of the application 'shop' has no second newest object in the namespace 'shop'. There is only web-v001.")]
    public async Task What_cannot_be_scaled_is_said(string with, string code, string message)
    {
        _cluster.Rules = _cluster.Rules with { Namespaces = ["shop"] };
        _cluster.Put(Workloads.Deployment("web"));
        _cluster.Put(Workloads.ReplicaSet("web-v001"));
        _cluster.Put("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},"spec":{}}""");

        AssertFailed(code, message, await Stage(new ScaleStage(_cluster, _time), ScaleStage.Type, with).RunAsync());
    }

    [Fact]
    public async Task A_target_that_is_read_only_is_changed_by_nobody_and_still_waited_for()
    {
        _cluster.Rules = _cluster.Rules with { IsReadOnly = true };
        _cluster.Put(Workloads.Deployment("web"));

        AssertFailed("target-read-only", null, await Stage(new ScaleStage(_cluster, _time), ScaleStage.Type, """{"target":"prod","name":"deployment web","replicas":1}""").RunAsync());
        Assert.IsType<StageStep.Succeeded>(await Stage(new WaitStableStage(_cluster, _time), WaitStableStage.Type, """{"target":"prod","name":"deployment web"}""").RunAsync());
    }

    [Fact]
    public async Task A_cluster_that_gives_no_answer_is_asked_again_and_an_expired_credential_is_not_tried_again()
    {
        _cluster.Put(Workloads.Deployment("web"));
        var stage = Stage(new WaitStableStage(_cluster, _time), WaitStableStage.Type, """{"target":"prod","name":"deployment web"}""");
        _cluster.Failure = new(KubernetesFailure.Unreachable, "no answer");
        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());
        Assert.Equal(TimeSpan.FromSeconds(5), stage.Pauses[0]);

        _cluster.Failure = new(KubernetesFailure.Unauthorized, "Cannot read Deployment shop/web: the token has expired");
        AssertFailed(
            "target-unauthorized",
            "Deployment target 'prod': Cannot read Deployment shop/web: the token has expired",
            await Stage(new WaitStableStage(_cluster, _time), WaitStableStage.Type, """{"target":"prod","name":"deployment web"}""").RunAsync());
    }

    [Fact]
    public async Task Deleting_what_is_not_there_is_done_at_once_and_what_was_made_anew_stays()
    {
        var stage = Stage(new DeleteStage(_cluster, _time), DeleteStage.Type, """{"target":"prod","name":"deployment web"}""");
        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());
        Assert.Equal("[]", stage.Outputs!["changes"]!.ToJsonString());

        _cluster.Put(Workloads.Deployment("web"));
        stage = Stage(new DeleteStage(_cluster, _time), DeleteStage.Type, """{"target":"prod","name":"deployment web","cascading":"orphan"}""");
        await stage.StepAsync();
        var anew = Workloads.Deployment("web");
        anew["metadata"]!["uid"] = "another";
        _cluster.Put(anew);

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());
        Assert.Equal("already gone", (string)stage.Outputs!["changes"]![0]!["action"]!);
        Assert.Equal("another", (string)_cluster.Get("Deployment", "web")["metadata"]!["uid"]!);
    }

    [Fact]
    public async Task Objects_with_labels_are_deleted_each()
    {
        foreach (var (name, app) in new[] { ("a", "web"), ("b", "web"), ("c", "api") })
            _cluster.Put($$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{name}}","labels":{"app":"{{app}}"} } }""");
        var stage = Stage(new DeleteStage(_cluster, _time), DeleteStage.Type, """{"target":"prod","kinds":["configmap"],"labelSelectors":[{"key":"app","kind":"EQUALS","values":["web"]}]}""");

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        Assert.Equal(["list ConfigMap", "delete Background ConfigMap shop/a", "delete Background ConfigMap shop/b"], _cluster.Calls);
    }

    [Fact]
    public async Task A_patch_is_merged_recorded_and_waited_for()
    {
        _cluster.Put(Workloads.Deployment("web"));
        var stage = Stage(Patch(), PatchStage.Type, """{"target":"prod","name":"deployment web","mergeStrategy":"merge","patch":"spec:\n  minReadySeconds: 5\n"}""");

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        Assert.Equal(
            """["+ metadata.annotations.kubernetes.io/change-cause: Run 7 of shop/checkout, stage call","+ spec.minReadySeconds: 5"]""",
            Text(new JsonArray([.. stage.Outputs!["changes"]![0]!["diff"]!.AsArray().Select(static line => line!.DeepClone()).OrderBy(static line => line.ToString(), StringComparer.Ordinal)])));
        Assert.Contains("Deployment shop/web: 1 of 1 replica is updated and available.", stage.Log);
    }

    [Fact]
    public async Task A_patch_from_an_artifact_is_bound_to_the_runs_images_and_must_use_those_that_are_required()
    {
        const string With = """{"target":"prod","name":"deployment web","mergeStrategy":"merge","artifact":"patch","requiredArtifacts":["image"]}""";
        _cluster.Put(Workloads.Deployment("web"));
        var stage = Stage(Patch(), PatchStage.Type, With);
        stage.Artifacts = Artifacts("registry.example.com/web");

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        Assert.Equal("registry.example.com/web:7", (string)_cluster.Get("Deployment", "web")["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]!);
        Assert.Equal("7", (string)stage.Outputs!["boundArtifacts"]![0]!["version"]!);

        stage = Stage(Patch(), PatchStage.Type, With);
        stage.Artifacts = Artifacts("registry.example.com/another");
        AssertFailed("artifact-unused", null, await stage.RunAsync());
    }

    [Fact]
    public async Task Operations_of_a_json_patch_were_done_again_on_the_first_object_when_the_cluster_gave_no_answer_for_the_second()
    {
        foreach (var name in new[] { "first", "second" })
            _cluster.Put($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","labels":{"app":"web"},"annotations":{} },"data":{"list":["a"]} }""");
        var stage = Stage(new PatchStage(_cluster, new ArtifactContents(_storage!), _time), PatchStage.Type, """
            {"target":"prod","kinds":["ConfigMap"],"labelSelectors":[{"key":"app","kind":"EQUALS","values":["web"]}],"mergeStrategy":"json","record":false,"waitForStable":false,
            "patch":[{"op":"add","path":"/data/list/-","value":"b"}]}
            """);
        Assert.IsType<StageStep.Again>(await stage.StepAsync());
        (_cluster.Failure, _cluster.Before) = (new(KubernetesFailure.Unreachable, "no answer"), 3);

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        Assert.All(["first", "second"], name => Assert.Equal("""["a","b"]""", _cluster.Get("ConfigMap", name)["data"]!["list"]!.ToJsonString()));
    }

    [Fact]
    public async Task Operations_of_a_json_patch_are_done_once_though_the_step_runs_twice()
    {
        _cluster.Put("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings"},"data":{"list":["a"]}}""");
        const string With = """{"target":"prod","name":"configmap settings","mergeStrategy":"json","record":false,"waitForStable":false,"patch":[{"op":"add","path":"/data/list/-","value":"b"}]}""";
        var first = Stage(Patch(), PatchStage.Type, With);
        await first.StepAsync();
        await first.StepAsync();
        var again = Stage(Patch(), PatchStage.Type, With);
        await again.StepAsync();

        Assert.IsType<StageStep.Succeeded>(await again.StepAsync());

        Assert.Equal("""["a","b"]""", _cluster.Get("ConfigMap", "settings")["data"]!["list"]!.ToJsonString());
        Assert.Contains("ConfigMap shop/settings has the patch already: this step ran before.", again.Log);
    }

    [Theory]
    [InlineData("""{"target":"prod","name":"deployment web"}""", "Give exactly one of 'patch' and 'artifact'.")]
    [InlineData("""{"target":"prod","name":"deployment web","patch":[{"op":"add"},{"op":"add"}]}""", "patch: It is one map. A list of operations needs mergeStrategy: json.")]
    [InlineData("""{"target":"prod","name":"deployment web","mergeStrategy":"json","patch":{"spec":{}}}""", "patch: With mergeStrategy 'json' the patch is a list of operations, for example [{ op: replace, path: /spec/replicas, value: 3 }].")]
    public async Task A_patch_that_is_none_is_refused(string with, string message)
    {
        _cluster.Put(Workloads.Deployment("web"));

        AssertFailed("invalid-input", message, await Stage(Patch(), PatchStage.Type, with).RunAsync());
    }

    [Theory]
    [InlineData("", "web-2")]
    [InlineData(""","revisionsBack":2""", "web-1")]
    [InlineData(""","revision":1""", "web-1")]
    public async Task A_deployment_goes_back_to_the_template_of_the_revision(string with, string keeper)
    {
        PutRevisions();
        var stage = Stage(new RolloutUndoStage(_cluster, _time), RolloutUndoStage.Type, $$"""{"target":"prod","name":"deployment web","waitForStable":false{{with}}}""");

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        var revision = keeper[^1..];
        var template = _cluster.Get("Deployment", "web")["spec"]!["template"]!;
        Assert.Equal($"registry.example.com/web:{revision}", (string)template["spec"]!["containers"]![0]!["image"]!);
        Assert.Null(template["metadata"]!["labels"]!["pod-template-hash"]);
        Assert.Equal((revision, "3"), (stage.Outputs!["revision"]!.ToString(), stage.Outputs["fromRevision"]!.ToString()));
    }

    [Theory]
    [InlineData(""","revisionsBack":3""", "Deployment shop/web has no revision 3 before the one in force. It has: 3, 2, 1 (the first is in force).")]
    [InlineData(""","revision":9""", "Deployment shop/web has no revision 9. It has: 3, 2, 1 (the first is in force).")]
    public async Task A_revision_that_there_is_not_fails_with_those_that_there_are(string with, string message)
    {
        PutRevisions();

        AssertFailed("revision-not-found", message, await Stage(new RolloutUndoStage(_cluster, _time), RolloutUndoStage.Type, $$"""{"target":"prod","name":"deployment web"{{with}}}""").RunAsync());
    }

    [Fact]
    public async Task A_stateful_set_goes_back_by_its_controller_revisions()
    {
        _cluster.Put("""{"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"db","uid":"db"},"spec":{"template":{"spec":{"image":"2"}}}}""");
        foreach (var number in new[] { 1, 2 })
            _cluster.Put($$"""{"apiVersion":"apps/v1","kind":"ControllerRevision","metadata":{"name":"db-{{number}}","ownerReferences":[{"uid":"db","controller":true}]},"revision":{{number}},"data":{"spec":{"template":{"spec":{"image":"{{number}}"} } } } }""");
        var stage = Stage(new RolloutUndoStage(_cluster, _time), RolloutUndoStage.Type, """{"target":"prod","name":"statefulset db","waitForStable":false}""");

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        Assert.Equal("""["~ spec.template.spec.image: 2 → 1"]""", Text(stage.Outputs!["changes"]![0]!["diff"]!));
    }

    [Fact]
    public async Task A_restart_marks_the_pod_template_with_the_moment_at_which_the_stage_began()
    {
        _cluster.Put(Workloads.Deployment("web"));
        var stage = Stage(new RollingRestartStage(_cluster, _time), RollingRestartStage.Type, """{"target":"prod","name":"deployment web"}""");

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        Assert.Equal("2030-01-01T00:00:00Z", (string)_cluster.Get("Deployment", "web")["spec"]!["template"]!["metadata"]!["annotations"]!["kubectl.kubernetes.io/restartedAt"]!);
    }

    [Fact]
    public async Task Artifacts_that_an_object_uses_are_put_out()
    {
        var deployment = Workloads.Deployment("web");
        deployment["spec"]!["template"]!["spec"]!["volumes"] = JsonNode.Parse("""[{"name":"settings","configMap":{"name":"settings-v003"}}]""");
        _cluster.Put(deployment);
        var stage = Stage(new FindArtifactsFromResourceStage(_cluster, _time), FindArtifactsFromResourceStage.Type, """{"target":"prod","name":"deployment web"}""");

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        Assert.Equal(
            ["docker/image registry.example.com/web 1 registry.example.com/web:1", "kubernetes/configMap settings v003 settings-v003"],
            stage.Outputs!["artifacts"]!.AsArray().Select(static each => $"{each!["type"]} {each["name"]} {each["version"]} {each["reference"]}"));
        Assert.Equal("web", (string)stage.Outputs["manifest"]!["metadata"]!["name"]!);
        Assert.Null(stage.Outputs["changes"]);
    }

    [Fact]
    public async Task A_stage_that_is_cancelled_while_it_waits_says_what_stays()
    {
        _cluster.Put(Workloads.Deployment("web", desired: 2, available: 1));
        var stage = Stage(new ScaleStage(_cluster, _time), ScaleStage.Type, """{"target":"prod","name":"deployment web","replicas":2}""");
        await stage.CancelAsync();
        await stage.StepAsync();
        await stage.StepAsync();

        var outputs = await stage.CancelAsync();

        Assert.Equal("The stage ended before it changed anything.", stage.Log[0]);
        Assert.Equal("The stage no longer waits. What it changed stays as it is: Deployment shop/web.", stage.Log[^1]);
        Assert.Equal("Deployment shop/web", (string)outputs!["changes"]![0]!["object"]!);
    }

    private void PutRevisions()
    {
        _cluster.Put(Workloads.Deployment("web", revision: 3));
        foreach (var revision in new[] { 1, 2, 3 })
            _cluster.Put(Workloads.ReplicaSet($"web-{revision}", "Deployment-web", revision));
        _cluster.Put(Workloads.ReplicaSet("other-4", "Deployment-other", 4));
    }

    private static StageArtifacts Artifacts(string image)
    {
        const string Patch = "spec:\n  template:\n    spec:\n      containers: [{ name: web, image: registry.example.com/web }]\n";
        return new(
            [
                new("patch", new() { Type = ArtifactTypes.EmbeddedBase64, Reference = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Patch)) }, ArtifactSource.Produced),
                new("image", new() { Type = ArtifactTypes.DockerImage, Name = image, Version = "7", Reference = $"{image}:7" }, ArtifactSource.Produced),
            ],
            []);
    }

    private PatchStage Patch() => new(_cluster, new ArtifactContents(_storage!), _time);

    private StageHarness Stage(IStage stage, StageType type, string with) => new(stage, type, _time, with);

    private static string Text(JsonNode node) => node.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static void AssertFailed(string code, string? message, StageStep step)
    {
        var failed = Assert.IsType<StageStep.Failed>(step);
        Assert.Equal(code, failed.Error.Code);
        if (message is not null)
            Assert.Equal(message, failed.Error.Message);
    }
}
