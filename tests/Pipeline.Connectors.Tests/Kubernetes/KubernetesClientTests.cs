using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Testing;

namespace Pipeline.Connectors.Tests.Kubernetes;

/// <summary>What is sent to an API server, and what its answers become.</summary>
public sealed class KubernetesClientTests
{
    private static readonly ObjectReference Web = new("apps/v1", "Deployment", "shop", "web");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Objects_are_read_created_applied_replaced_patched_scaled_and_deleted_as_the_API_wants_it()
    {
        await using var cluster = await ScriptedCluster.StartAsync(static context => ScriptedCluster.AnswerAsync(context, """{"kind":"Deployment","metadata":{"name":"web"}}"""));
        using var client = cluster.Client();
        var manifest = Manifest();

        await client.FindAsync(Web, Cancellation);
        await client.CreateAsync(manifest, new() { IsDryRun = true }, Cancellation);
        await client.ApplyAsync(manifest, new() { FieldManager = "me", IsForced = true }, Cancellation);
        await client.ReplaceAsync(manifest, new(), Cancellation);
        await client.PatchAsync(Web, PatchKind.Strategic, new JsonObject { ["a"] = 1 }, new(), Cancellation);
        await client.PatchAsync(Web, PatchKind.Merge, new JsonObject { ["a"] = 1 }, new(), Cancellation);
        await client.PatchAsync(Web, PatchKind.Json, new JsonArray(), new(), Cancellation);
        await client.ScaleAsync(Web, 3, new(), Cancellation);
        var deleted = await client.DeleteAsync(
            Web, new() { Propagation = DeletionPropagation.Foreground, GracePeriod = TimeSpan.FromSeconds(5), Uid = "u", ResourceVersion = "7", IsDryRun = true }, Cancellation);

        const string Home = "/apis/apps/v1/namespaces/shop/deployments";
        Assert.Equal(
            [
                $"GET {Home}/web",
                $"POST {Home}?fieldManager=pipeline&dryRun=All",
                $"PATCH {Home}/web?fieldManager=me&force=true",
                $"PUT {Home}/web?fieldManager=pipeline",
                $"PATCH {Home}/web?fieldManager=pipeline",
                $"PATCH {Home}/web?fieldManager=pipeline",
                $"PATCH {Home}/web?fieldManager=pipeline",
                $"PATCH {Home}/web/scale?fieldManager=pipeline",
                $"DELETE {Home}/web",
            ],
            cluster.Calls);
        Assert.Equal(
            ["application/json", "application/apply-patch+yaml", "application/json", "application/strategic-merge-patch+json", "application/merge-patch+json", "application/json-patch+json", "application/merge-patch+json", "application/json"],
            cluster.Received.Skip(1).Select(static request => request.Headers["Content-Type"]));
        Assert.Equal(manifest.ToJsonString(), cluster.Received[2].Body);
        Assert.Equal("""{"spec":{"replicas":3}}""", cluster.Received[7].Body);
        Assert.Equal(
            """{"apiVersion":"v1","kind":"DeleteOptions","propagationPolicy":"Foreground","gracePeriodSeconds":5,"preconditions":{"uid":"u","resourceVersion":"7"},"dryRun":["All"]}""",
            cluster.Received[8].Body);
        Assert.True(deleted);
    }

    [Fact]
    public async Task What_is_not_there_is_null_and_was_not_deleted()
    {
        await using var cluster = await ScriptedCluster.StartAsync(static context => ScriptedCluster.RefuseAsync(context, 404, "NotFound", "deployments.apps \"web\" not found"));
        using var client = cluster.Client();

        Assert.Null(await client.FindAsync(Web, Cancellation));
        Assert.False(await client.DeleteAsync(Web, new(), Cancellation));
        Assert.Equal(KubernetesFailure.NotFound, (await Assert.ThrowsAsync<KubernetesException>(() => client.ScaleAsync(Web, 1, new(), Cancellation))).Failure);
    }

    [Fact]
    public async Task Lists_are_read_page_by_page_and_each_object_says_what_it_is()
    {
        await using var cluster = await ScriptedCluster.StartAsync(static context => ScriptedCluster.AnswerAsync(context, context.Request.Query["continue"] == "c/1"
            ? """{"kind":"DeploymentList","metadata":{"resourceVersion":"12"},"items":[{"metadata":{"name":"b"}}]}"""
            : """{"kind":"DeploymentList","metadata":{"resourceVersion":"12","continue":"c/1"},"items":[{"metadata":{"name":"a"}}]}"""));
        using var client = cluster.Client(options: new() { PageSize = 1 });

        var list = await client.ListAsync(new() { Kind = "deployments", Namespace = "shop", LabelSelector = "app in (a,b)", FieldSelector = "metadata.name!=c" }, Cancellation);

        Assert.Equal("12", list.ResourceVersion);
        Assert.Equal(
            ["""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"}}""", """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"b"}}"""],
            list.Items.Select(static item => item.ToJsonString()));
        const string First = "GET /apis/apps/v1/namespaces/shop/deployments?labelSelector=app%20in%20%28a%2Cb%29&fieldSelector=metadata.name%21%3Dc&limit=1";
        Assert.Equal([First, First + "&continue=c%2F1"], cluster.Calls);
    }

    [Fact]
    public async Task A_list_that_expires_on_the_way_is_read_anew_in_one_piece()
    {
        await using var cluster = await ScriptedCluster.StartAsync(static context => context.Request.Query.ContainsKey("continue")
            ? ScriptedCluster.RefuseAsync(context, 410, "Expired", "The provided continue parameter is too old")
            : ScriptedCluster.AnswerAsync(context, context.Request.Query.ContainsKey("limit")
                ? """{"metadata":{"resourceVersion":"1","continue":"c"},"items":[{"metadata":{"name":"old"}}]}"""
                : """{"metadata":{"resourceVersion":"2"},"items":[{"metadata":{"name":"new"}}]}"""));
        using var client = cluster.Client();

        var list = await client.ListAsync(new() { Kind = "ConfigMap" }, Cancellation);

        Assert.Equal(("2", "new"), (list.ResourceVersion, Assert.Single(list.Items)["metadata"]!["name"]!.GetValue<string>()));
        Assert.Equal(["GET /api/v1/configmaps?limit=500", "GET /api/v1/configmaps?limit=500&continue=c", "GET /api/v1/configmaps"], cluster.Calls);
    }

    [Fact]
    public async Task A_refusal_has_the_servers_reason_message_and_causes_and_no_token()
    {
        await using var cluster = await ScriptedCluster.StartAsync(static context => ScriptedCluster.RefuseAsync(
            context,
            422,
            "Invalid",
            "Deployment.apps \"web\" is invalid: spec.replicas: Invalid value: -1",
            """{"name":"web","causes":[{"reason":"FieldValueInvalid","message":"Invalid value: -1: must be greater than or equal to 0","field":"spec.replicas"}]}"""));
        using var client = cluster.Client(change: static connection => connection with { Credentials = Connectors.Kubernetes.Connections.Credentials.FixedCredential.Token("a-token-nobody-sees") });

        var refused = await Assert.ThrowsAsync<KubernetesException>(() => client.ApplyAsync(Manifest(), new(), Cancellation));

        Assert.Equal((KubernetesFailure.Invalid, 422, "Invalid"), (refused.Failure, refused.StatusCode, refused.Reason));
        Assert.Equal("Cannot apply Deployment shop/web: Deployment.apps \"web\" is invalid: spec.replicas: Invalid value: -1 (Invalid from 127.0.0.1).", refused.Message);
        Assert.Equal([new KubernetesCause("spec.replicas", "Invalid value: -1: must be greater than or equal to 0")], refused.Causes);
        Assert.DoesNotContain("a-token-nobody-sees", refused.ToString(), StringComparison.Ordinal);
        Assert.Equal("Bearer a-token-nobody-sees", cluster.Received[0].Headers["Authorization"]);
    }

    [Theory]
    [InlineData("", "apps/v1", "Deployment", "kind")]
    [InlineData("web", "", "Deployment", "apiVersion")]
    public async Task A_manifest_that_does_not_say_what_it_is_is_refused_before_anything_is_sent(string name, string apiVersion, string kind, string field)
    {
        await using var cluster = await ScriptedCluster.StartAsync(static context => ScriptedCluster.AnswerAsync(context, "{}"));
        using var client = cluster.Client();
        var manifest = new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } };
        if (apiVersion.Length > 0)
            manifest["apiVersion"] = apiVersion;
        if (field != "kind")
            manifest["kind"] = kind;

        var refused = await Assert.ThrowsAsync<KubernetesException>(() => client.ApplyAsync(manifest, new(), Cancellation));

        Assert.StartsWith($"{field}: ", refused.Message, StringComparison.Ordinal);
        Assert.Empty(cluster.Server.Requests);
    }

    [Fact]
    public async Task A_namespaced_object_needs_its_namespace_and_names_do_not_lead_elsewhere()
    {
        await using var cluster = await ScriptedCluster.StartAsync(static context => ScriptedCluster.AnswerAsync(context, "{}"));
        using var client = cluster.Client();

        var homeless = await Assert.ThrowsAsync<KubernetesException>(() => client.FindAsync(Web with { Namespace = null }, Cancellation));
        var parent = await Assert.ThrowsAsync<KubernetesException>(() => client.FindAsync(Web with { Name = ".." }, Cancellation));
        await client.FindAsync(Web with { Name = "a/../b?x" }, Cancellation);

        Assert.StartsWith("metadata.namespace: ", homeless.Message, StringComparison.Ordinal);
        Assert.StartsWith("metadata.name: ", parent.Message, StringComparison.Ordinal);
        Assert.StartsWith("GET /apis/apps/v1/namespaces/shop/deployments/a%2F..", Assert.Single(cluster.Calls), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_servers_own_path_stays_before_every_call()
    {
        await using var server = await LoopbackServer.StartAsync(static context => ScriptedCluster.AnswerAsync(context, """{"gitVersion":"v1.32.0"}"""));
        using var client = new KubernetesClient(new() { Server = new(server.Url, "k8s/clusters/c-1") }, new(), TimeProvider.System);

        Assert.Equal("v1.32.0", await client.FindVersionAsync(Cancellation));
        Assert.Equal("/k8s/clusters/c-1/version", server.Requests.Single().Path);
    }

    [Fact]
    public async Task Events_of_an_object_come_oldest_first()
    {
        await using var cluster = await ScriptedCluster.StartAsync(static context => ScriptedCluster.AnswerAsync(context, """
            {"metadata":{},"items":[
              {"reason":"c","series":{"lastObservedTime":"2030-01-01T00:00:03.000000Z"},"eventTime":"2030-01-01T00:00:00.000000Z"},
              {"reason":"a","lastTimestamp":null,"eventTime":"2030-01-01T00:00:01.000000Z"},
              {"reason":"b","lastTimestamp":"2030-01-01T00:00:02Z"}]}
            """));
        using var client = cluster.Client();

        var events = await client.ListEventsAsync(Web, "u1", Cancellation);

        Assert.Equal(["a", "b", "c"], events.Select(static item => item["reason"]!.GetValue<string>()));
        Assert.Equal(
            "GET /api/v1/namespaces/shop/events?fieldSelector=involvedObject.kind%3DDeployment%2CinvolvedObject.name%3Dweb%2CinvolvedObject.namespace%3Dshop%2CinvolvedObject.uid%3Du1&limit=500",
            Assert.Single(cluster.Calls));
    }

    [Fact]
    public async Task Access_is_asked_for_and_answered_with_the_servers_words()
    {
        await using var cluster = await ScriptedCluster.StartAsync(static context => ScriptedCluster.AnswerAsync(context, """{"status":{"allowed":false,"reason":"no binding"}}""", 201));
        using var client = cluster.Client();

        var answer = await client.ReviewAccessAsync(new() { Verb = "patch", Group = "apps", Resource = "deployments", Subresource = "scale", Namespace = "shop" }, Cancellation);

        Assert.Equal(new AccessAnswer(false, "no binding"), answer);
        Assert.Equal("POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews", Assert.Single(cluster.Calls));
        Assert.Equal(
            """{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":{"verb":"patch","group":"apps","resource":"deployments","subresource":"scale","namespace":"shop"}}}""",
            cluster.Received[0].Body);
    }

    private static JsonObject Manifest() => new()
    {
        ["apiVersion"] = "apps/v1",
        ["kind"] = "Deployment",
        ["metadata"] = new JsonObject { ["name"] = "web", ["namespace"] = "shop" },
    };
}
