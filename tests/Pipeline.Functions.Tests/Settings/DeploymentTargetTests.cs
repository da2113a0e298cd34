using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Functions.Tests.Hosting;
using Pipeline.Stages;
using Pipeline.Stages.Settings.DeploymentTargets;
using Pipeline.Testing;

namespace Pipeline.Functions.Tests.Settings;

public abstract class DeploymentTargetTests(RunningServer server)
{
    private const string Token = "a-token-nobody-sees";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_target_is_made_tried_and_opened_for_stages_and_its_kubeconfig_is_never_shown()
    {
        await using var cluster = await LoopbackServer.StartAsync(static context => context.Response.WriteAsync(context.Request.Headers.Authorization != $"Bearer {Token}"
            ? "{}"
            : context.Request.Path == "/version" ? """{"gitVersion":"v1.32.0"}""" : """{"status":{"allowed":true}}"""));

        await PutAsync("tried", With(cluster.Url, new() { ["namespaces"] = new JsonArray("shop", "web") }));

        var shown = await server.Admin.GetStringAsync("/api/settings/deployment-targets/tried", Cancellation);
        Assert.DoesNotContain(Token, shown, StringComparison.Ordinal);
        Assert.Contains("\"kubeconfig\"", shown, StringComparison.Ordinal);
        var answer = await Expect.SuccessAsync(await server.Admin.PostAsync("/api/settings/deployment-targets/tried/test", null, Cancellation));
        Assert.Equal((true, "Kubernetes v1.32.0 answers. Everything that stages need is allowed."), ((bool)answer["ok"]!, (string)answer["message"]!));
        var choices = await Expect.SuccessAsync(await server.Admin.GetAsync("/api/settings/deployment-targets/tried/choices/namespaces?q=sh", Cancellation));
        Assert.Equal(["shop"], choices["items"]!.AsArray().Select(static choice => (string)choice!));

        var targets = server.Services.GetRequiredService<IDeploymentTargets>();
        using var target = await targets.OpenAsync("tried", new StageRun("r", 1, "p", "default", "ada", 0), Cancellation);
        Assert.Equal("v1.32.0", await target.Client.FindVersionAsync(Cancellation));
        Assert.Throws<StageFailedException>(() => target.CheckNamespace("kube-system"));
    }

    [Fact]
    public async Task What_a_kubeconfig_may_not_make_the_server_do_is_told_when_it_is_tried()
    {
        var setting = With(new("http://127.0.0.1:9"), []);
        setting["kubeconfig"] = ((string)setting["kubeconfig"]!).Replace($"token: {Token}", "exec: { apiVersion: client.authentication.k8s.io/v1, command: id }", StringComparison.Ordinal);
        await PutAsync("greedy", setting);

        var answer = await Expect.SuccessAsync(await server.Admin.PostAsync("/api/settings/deployment-targets/greedy/test", null, Cancellation));

        Assert.False((bool)answer["ok"]!);
        Assert.Contains("Kubernetes:AllowsExecPlugins", (string)answer["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"access":"kubeconfig"}""", "with.kubeconfig")]
    [InlineData("""{"access":"kubeconfig","kubeconfig":"hello"}""", "with.kubeconfig")]
    [InlineData("""{"access":"inCluster","namespaces":["A"]}""", "with.namespaces")]
    [InlineData("""{"access":"aks","server":"x"}""", "with.server")]
    [InlineData("""{"access":"ssh"}""", "with.access")]
    [InlineData("{}", "with.access")]
    public async Task What_is_wrong_is_named_with_its_field(string with, string field)
    {
        var problem = await Expect.ProblemAsync(
            HttpStatusCode.BadRequest, await server.Admin.PutAsync("/api/settings/deployment-targets/wrong", Documents.Json($$"""{"with":{{with}}}"""), Cancellation));

        Assert.Equal(field, (string)problem["errors"]!.AsArray().Single()!["path"]!);
    }

    private async Task PutAsync(string name, JsonObject with) => await Expect.SuccessAsync(await server.Admin.PutAsync(
        $"/api/settings/deployment-targets/{name}", Documents.Json(new JsonObject { ["with"] = with }.ToJsonString()), Cancellation));

    private static JsonObject With(Uri cluster, JsonObject more)
    {
        more["access"] = "kubeconfig";
        more["kubeconfig"] = $$"""
            contexts: [{ name: a, context: { cluster: c, user: u } }]
            clusters: [{ name: c, cluster: { server: "{{cluster}}" } }]
            users: [{ name: u, user: { token: {{Token}} } }]
            """;
        return more;
    }
}

public sealed class EmbeddedDeploymentTargetTests(EmbeddedServer server) : DeploymentTargetTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedDeploymentTargetTests(HostedServer server) : DeploymentTargetTests(server), IClassFixture<HostedServer>;
