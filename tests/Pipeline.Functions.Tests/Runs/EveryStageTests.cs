using Pipeline.Functions.Tests.Hosting;
using Pipeline.Stages.Catalog;

namespace Pipeline.Functions.Tests.Runs;

/// <summary>Every stage type of the catalog in one run.</summary>
public abstract class EveryStageTests(RunningServer server)
{
    private const string Child = """
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: every-child }
        spec:
          stages:
            - { id: rest, type: feature.wait, with: { duration: 10ms }, produces: [{ id: commit, default: { type: git/commit, version: c0ffee } }] }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private const string CustomJob = """
        {"with":{"title":"Greet","parameters":[{"name":"who","required":true}],
         "job":{"target":"every-cluster","namespace":"default","image":"busybox:1","command":["sh","-c","echo PIPELINE_PROPERTY_WHO=${parameterValues['who']}"]}}}
        """;

    private string CustomWebhook => $$"""
        {"with":{"title":"Health","parameters":[{"name":"path","required":true}],"webhook":{"method":"GET","url":"{{server.Admin.BaseAddress}}api/${parameterValues['path']}"} } }
        """;

    private string Document => $$"""
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: every }
        spec:
          stages:
            - { id: source-git, type: source.git, with: { source: every-git, repository: shop.git, files: [{ path: app.yaml }] } }
            - { id: source-github, type: source.github, with: { source: every-github, repository: team/shop, branch: main } }
            - { id: source-gitlab, type: source.gitlab, with: { source: every-gitlab, repository: team/shop, branch: main } }
            - { id: bake, type: build.bake-manifest, with: { chartRepository: every-charts, chart: hello, name: hello } }
            - { id: variables, type: feature.evaluate-variables, with: { variables: [{ name: a, value: go }, { name: b, value: "${a}!" }] } }
            - { id: wait, type: feature.wait, dependsOn: [variables], enabledIf: "${variables.b == 'go!'}", with: { duration: 10ms } }
            - { id: webhook, type: feature.webhook, dependsOn: [wait], with: { method: GET, url: "{{server.Admin.BaseAddress}}api/health" } }
            - { id: custom-webhook, type: feature.custom-webhook, with: { webhook: every-health, parameters: { path: health } } }
            - { id: manifest, type: deploy.manifest, with: { target: every-cluster, namespace: default, manifests: {{EveryCluster.Manifests.ReplaceLineEndings(" ")}} } }
            - { id: scale, type: deploy.scale, dependsOn: [manifest], with: { target: every-cluster, namespace: default, name: deployment web, replicas: 2 } }
            - { id: patch, type: deploy.patch, dependsOn: [scale], with: { target: every-cluster, namespace: default, name: deployment web, patch: { spec: { template: { spec: { containers: [{ name: web, image: "shop/web:2" }] } } } } } }
            - { id: undo, type: deploy.rollout-undo, dependsOn: [patch], with: { target: every-cluster, namespace: default, name: deployment web } }
            - { id: restarted, type: deploy.rolling-restart, dependsOn: [undo], with: { target: every-cluster, namespace: default, name: deployment web } }
            - { id: stable, type: deploy.wait-stable, dependsOn: [restarted], with: { target: every-cluster, namespace: default, name: deployment web } }
            - { id: images, type: deploy.find-artifacts-from-resource, dependsOn: [stable], with: { target: every-cluster, namespace: default, name: deployment web } }
            - { id: disable, type: deploy.disable, dependsOn: [manifest], with: { target: every-cluster, namespace: default, kind: ReplicaSet, cluster: lamp, criteria: newest } }
            - { id: enable, type: deploy.enable, dependsOn: [disable], with: { target: every-cluster, namespace: default, kind: ReplicaSet, cluster: lamp, criteria: newest } }
            - { id: clone, type: cluster.clone-server-group, dependsOn: [enable], with: { regions: [every-cluster], namespace: default, cluster: lamp } }
            - { id: find-image, type: cluster.find-image, dependsOn: [clone], with: { regions: [every-cluster], namespace: default, cluster: lamp } }
            - { id: resize, type: cluster.resize-server-group, dependsOn: [clone], with: { regions: [every-cluster], namespace: default, cluster: lamp, action: up, number: 1 } }
            - { id: disable-group, type: cluster.disable-server-group, dependsOn: [resize], with: { regions: [every-cluster], namespace: default, cluster: lamp, serverGroup: oldest } }
            - { id: enable-group, type: cluster.enable-server-group, dependsOn: [disable-group], with: { regions: [every-cluster], namespace: default, cluster: lamp, serverGroup: oldest } }
            - { id: disable-cluster, type: cluster.disable, dependsOn: [enable-group], with: { regions: [every-cluster], namespace: default, cluster: lamp } }
            - { id: roll-back, type: cluster.rollback, dependsOn: [disable-cluster], with: { regions: [every-cluster], namespace: default, cluster: lamp } }
            - { id: scale-down, type: cluster.scale-down, dependsOn: [roll-back], with: { regions: [every-cluster], namespace: default, cluster: lamp } }
            - { id: shrink, type: cluster.shrink, dependsOn: [scale-down], with: { regions: [every-cluster], namespace: default, cluster: lamp } }
            - { id: destroy, type: cluster.destroy-server-group, dependsOn: [shrink], with: { regions: [every-cluster], namespace: default, cluster: lamp, serverGroup: oldest } }
            - { id: delete, type: deploy.delete, dependsOn: [destroy, images], with: { target: every-cluster, namespace: default, kind: ReplicaSet, cluster: lamp, criteria: newest } }
            - { id: job, type: run.job, with: { target: every-cluster, namespace: default, image: "busybox:1", command: [sh, -c, "echo PIPELINE_PROPERTY_A=b"] } }
            - { id: custom-job, type: run.custom-job, with: { job: every-greeting, parameters: { who: Ann } } }
            - { id: judgement, type: feature.judgement, dependsOn: [webhook], with: { instructions: "Which?", options: [left, right] } }
            - { id: precondition, type: feature.precondition, dependsOn: [judgement], with: { judgement: { stage: judgement, equals: right } } }
            - { id: approval, type: feature.approval, dependsOn: [precondition], with: { instructions: "Go?" } }
            - { id: run-pipeline, type: feature.run-pipeline, dependsOn: [approval], with: { pipeline: every-child } }
            - id: find
              type: feature.find-artifact-from-execution
              dependsOn: [run-pipeline]
              produces: [{ id: found, match: { type: git/commit } }]
              with: { pipeline: every-child, artifacts: [{ type: git/commit }] }
            - { id: fail, type: feature.fail, dependsOn: [find], onFailure: fail-branch, with: { message: "as asked" } }
        """;

    [Fact]
    public async Task A_run_of_every_stage_type_ends_as_its_document_says()
    {
        await using var sources = await EverySource.StartAsync(server.Admin, "every", Cancellation);
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/settings/custom-webhooks/every-health", Documents.Json(CustomWebhook), Cancellation));
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/settings/custom-jobs/every-greeting", Documents.Json(CustomJob), Cancellation));
        await using var cluster = await EveryCluster.StartAsync(server.Admin, "every", Cancellation);
        await using var charts = await EveryChart.StartAsync(server.Admin, "every", Cancellation);
        using var approver = await server.SubjectAsync("every-approver", "default", "approver");
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/pipelines/every-child", Documents.Yaml(Child), Cancellation));
        var id = await server.StartAsync("every", Document);
        await server.RunAsync(id, static run => run.Stage("judgement")["waitingFor"] is not null);
        await JudgeAsync(approver, id, "judgement", """{"decision":"continue","input":"right"}""");
        await server.RunAsync(id, static run => run.Stage("approval")["waitingFor"] is not null);
        await JudgeAsync(approver, id, "approval", """{"decision":"continue"}""");

        var ended = await server.RunAsync(id, static run => run["endedAt"] is not null);

        var stages = ended["stages"]!.AsArray().Select(static stage => stage!.AsObject()).ToList();
        Assert.Equal(StageCatalog.All.Select(static type => type.Name).Order(StringComparer.Ordinal), stages.Select(static stage => (string)stage["type"]!).Order(StringComparer.Ordinal));
        Assert.All(["source-git", "source-github", "source-gitlab"], source => Assert.Equal(sources.Commits[source], (string)ended.Stage(source)["outputs"]!["commit"]!["id"]!));
        Assert.Equal(["shop/web:1"], ended.Stage("images")["outputs"]!["artifacts"]!.AsArray().Select(artifact => (string)artifact!["reference"]!));
        Assert.Equal("b", (string)ended.Stage("job")["outputs"]!["properties"]!["A"]!);
        Assert.Equal("Ann", (string)ended.Stage("custom-job")["outputs"]!["properties"]!["WHO"]!);
        Assert.Empty(cluster.Faults);
        Assert.Equal("as asked", (string)ended.Stage("fail")["error"]!["message"]!);
        Assert.All(stages.Where(static stage => (string)stage["id"]! != "fail"), static stage => Assert.True((string)stage["status"]! == "SUCCEEDED", stage.ToJsonString()));
    }

    private static async Task JudgeAsync(HttpClient client, string run, string stage, string body) =>
        await Expect.SuccessAsync(await client.PostAsync($"/api/runs/{run}/stages/{stage}/judge", Documents.Json(body), Cancellation));
}

public sealed class EmbeddedEveryStageTests(EmbeddedServer server) : EveryStageTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedEveryStageTests(HostedServer server) : EveryStageTests(server), IClassFixture<HostedServer>;
