using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Azure.Core;
using Microsoft.AspNetCore.Http;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Connectors.Kubernetes.Connections;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.DeploymentTargets;
using Pipeline.Testing;

namespace Pipeline.Stages.Tests.Settings.DeploymentTargets;

/// <summary>What is found out about a cluster, and how stages come to its client.</summary>
public sealed class DeploymentTargetConnectionTests : IAsyncLifetime
{
    private const string Token = "a-token-nobody-sees";

    private static readonly StageRun Run = new("r1", 1, "p", "shop", "ada", 0);

    private readonly ManualTimeProvider _time = new();
    private LoopbackServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Verb, resource and namespace of what is not allowed.</summary>
    private Func<string, string, string?, bool> IsForbidden { get; set; } = static (_, _, _) => false;

    public async ValueTask InitializeAsync() => _server = await LoopbackServer.StartAsync(AnswerAsync, keepsBodies: false);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_test_tells_the_version_and_that_nothing_is_missing_by_one_question_a_namespace()
    {
        using var clients = Clients();

        Assert.Equal("Kubernetes v1.32.0 answers. Everything that stages need is allowed.", await TestAsync(clients, Target("shop", "web")));
        Assert.Equal(2, _server.Requests.Count(static request => request.Method == "POST"));
    }

    [Fact]
    public async Task A_test_lists_the_missing_permissions_by_namespace()
    {
        IsForbidden = static (verb, resource, place) => verb == "*" || (place == "web" && resource == "deployments" && verb is "patch" or "delete" && resource == "deployments") || (resource, verb) == ("secrets", "list");
        using var clients = Clients();

        Assert.Equal(
            "Kubernetes v1.32.0 answers. Missing permissions in shop: list secrets. Missing in web: patch, delete deployments.apps; patch deployments.apps/scale; list secrets. Stages that need them will fail: bind a role to this identity, for example the ClusterRole edit.",
            await TestAsync(clients, Target("shop", "web")));
        Assert.Contains("in all namespaces: list secrets", await TestAsync(clients, Target() with { IsReadOnly = true }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_that_refuses_is_told_without_the_token()
    {
        using var clients = Clients();

        var refused = await Assert.ThrowsAsync<SettingConnectionException>(() => TestAsync(clients, Target() with { Kubeconfig = Kubeconfig("not-the-token") }));

        Assert.Contains("Unauthorized", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-token", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Namespaces_kinds_and_names_can_be_chosen()
    {
        using var clients = Clients();

        Assert.Equal(["default", "shop"], await ChoicesAsync(clients, Target(), "namespaces"));
        Assert.Equal(["shop", "web"], await ChoicesAsync(clients, Target("shop", "web"), "namespaces"));
        Assert.Equal(["ConfigMap", "Namespace"], await ChoicesAsync(clients, Target(), "kinds"));
        Assert.Equal(["shop-a", "shop-b"], await ChoicesAsync(clients, Target(), "names", ("kind", "configmap"), ("namespace", "shop")));
        Assert.Equal(["team-a", "team-b"], await ChoicesAsync(clients, Target(), "names", ("kind", "ConfigMap")));
        Assert.Equal(["default", "shop"], await ChoicesAsync(clients, Target(), "names", ("kind", "Namespace")));
    }

    [Theory]
    [InlineData("", "shop", "add ?kind=")]
    [InlineData("ConfigMap", "kube-system", "in the namespaces shop only")]
    [InlineData("Namespace", "shop", "in the namespaces shop only")]
    [InlineData("Widget", "shop", "serves no Widget")]
    public async Task Choices_that_cannot_be_made_say_why(string kind, string @namespace, string message)
    {
        using var clients = Clients();

        var refused = await Assert.ThrowsAsync<SettingConnectionException>(() => ChoicesAsync(clients, Target("shop"), "names", ("kind", kind), ("namespace", @namespace)));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stages_are_given_one_client_for_one_cluster_which_is_closed_when_nobody_has_used_it_for_a_while()
    {
        using var clients = Clients();
        var targets = new Stages.Settings.DeploymentTargets.DeploymentTargets(new Settings(Target("shop")), clients);

        var one = await targets.OpenAsync("prod", Run, Cancellation);
        using (var two = await targets.OpenAsync("prod", Run, Cancellation))
            Assert.Same(one.Client, two.Client);
        Assert.Equal(("prod", "shop", false), (one.Name, one.DefaultNamespace, one.Rules.IsReadOnly));
        _time.Advance(TimeSpan.FromMinutes(11));
        using (var used = await targets.OpenAsync("prod", Run, Cancellation))
            Assert.Same(one.Client, used.Client);
        Assert.Equal("v1.32.0", await one.Client.FindVersionAsync(Cancellation));

        one.Dispose();
        one.Dispose();
        _time.Advance(TimeSpan.FromMinutes(11));
        using var fresh = await targets.OpenAsync("prod", Run, Cancellation);
        Assert.NotSame(one.Client, fresh.Client);
        Assert.Throws<StageFailedException>(() => fresh.CheckNamespace("web"));
    }

    [Fact]
    public async Task A_target_that_is_missing_or_asks_for_more_than_is_allowed_fails_the_stage_and_says_what_to_do()
    {
        using var clients = Clients();
        var targets = new Stages.Settings.DeploymentTargets.DeploymentTargets(
            new Settings(Target() with { Kubeconfig = Kubeconfig(Token).Replace("token:", "tokenFile: /etc/passwd, token:", StringComparison.Ordinal) }), clients);

        var missing = await Assert.ThrowsAsync<StageFailedException>(async () => await targets.OpenAsync("other", Run, Cancellation));
        var unfit = await Assert.ThrowsAsync<StageFailedException>(async () => await targets.OpenAsync("prod", Run, Cancellation));

        Assert.Equal("setting-missing", missing.Error.Code);
        Assert.Contains("PUT /api/settings/deployment-targets/other", missing.Message, StringComparison.Ordinal);
        Assert.Equal("setting-unfit", unfit.Error.Code);
        Assert.Contains("Kubernetes:AllowsFiles", unfit.Message, StringComparison.Ordinal);
    }

    private ClusterClients Clients() => new(
        new ClusterConnections(new ClusterAccessOptions(), static _ => null, static _ => DelegatedTokenCredential.Create(static (_, _) => default), _time), new KubernetesClientOptions { Burst = 1000 }, _time);

    private DeploymentTarget Target(params string[] namespaces) => new() { Access = DeploymentTargetAccess.Kubeconfig, Kubeconfig = Kubeconfig(Token), Namespaces = namespaces };

    private string Kubeconfig(string token) => $$"""
        contexts: [{ name: a, context: { cluster: c, user: u, namespace: team } }]
        clusters: [{ name: c, cluster: { server: "{{_server.Url}}" } }]
        users: [{ name: u, user: { token: {{token}} } }]
        """;

    private static async Task<string> TestAsync(ClusterClients clients, DeploymentTarget target) => await new DeploymentTargetConnection(clients).TestAsync(target, Cancellation);

    private static async Task<IReadOnlyList<string>> ChoicesAsync(ClusterClients clients, DeploymentTarget target, string what, params (string Name, string Value)[] fields) =>
        await new DeploymentTargetConnection(clients).ListChoicesAsync(target, new(what, "", fields.ToDictionary(static field => field.Name, static field => field.Value)), Cancellation);

    private async Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        if (context.Request.Headers.Authorization != $"Bearer {Token}")
        {
            context.Response.StatusCode = 401;
            await context.Response.WriteAsync("""{"kind":"Status","status":"Failure","message":"Unauthorized","reason":"Unauthorized","code":401}""");
            return;
        }

        await context.Response.WriteAsync(context.Request.Path.Value switch
        {
            "/version" => """{"gitVersion":"v1.32.0"}""",
            "/apis" => """{"groups":[]}""",
            "/api/v1" => """
                {"resources":[{"name":"configmaps","singularName":"configmap","namespaced":true,"kind":"ConfigMap","verbs":["list"]},
                {"name":"namespaces","singularName":"namespace","namespaced":false,"kind":"Namespace","verbs":["list"]},
                {"name":"bindings","singularName":"binding","namespaced":true,"kind":"Binding","verbs":["create"]}]}
                """,
            "/api/v1/namespaces" => List("shop", "default"),
            "/api/v1/namespaces/shop/configmaps" => List("shop-b", "shop-a"),
            "/api/v1/namespaces/team/configmaps" => List("team-a", "team-b"),
            _ => await ReviewAsync(context),
        });
    }

    private async Task<string> ReviewAsync(HttpContext context)
    {
        var attributes = (await JsonNode.ParseAsync(context.Request.Body))!["spec"]!["resourceAttributes"]!;
        var forbidden = IsForbidden((string)attributes["verb"]!, (string)attributes["resource"]!, (string?)attributes["namespace"]);
        return $$$"""{"status":{"allowed":{{{(forbidden ? "false" : "true")}}} } }""";
    }

    private static string List(params string[] names) =>
        $$"""{"metadata":{"resourceVersion":"1"},"items":[{{string.Join(',', names.Select(static name => $$$"""{"metadata":{"name":"{{{name}}}"} }"""))}}]}""";

    private sealed class Settings(DeploymentTarget target) : ISettings
    {
        public ValueTask<TSetting?> FindAsync<TSetting>(string application, string kind, string name, JsonTypeInfo<TSetting> input, CancellationToken cancellationToken)
            where TSetting : class =>
            new((application, kind, name) == ("shop", DeploymentTarget.KindName, "prod") ? target as TSetting : null);
    }
}
