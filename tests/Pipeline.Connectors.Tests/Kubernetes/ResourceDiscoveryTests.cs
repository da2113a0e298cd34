using Pipeline.Connectors.Kubernetes;

namespace Pipeline.Connectors.Tests.Kubernetes;

/// <summary>How kinds are found, and how often the server is asked.</summary>
public sealed class ResourceDiscoveryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("apps/v1", "Deployment", "deployments", true)]
    [InlineData(null, "Deployment", "deployments", true)]
    [InlineData("", "deploy", "deployments", true)]
    [InlineData(null, "DEPLOYMENTS", "deployments", true)]
    [InlineData("apps/v1", "deployment", "deployments", true)]
    [InlineData(null, "cm", "configmaps", true)]
    [InlineData("v1", "namespace", "namespaces", false)]
    public async Task A_kind_is_found_by_any_of_its_names(string? apiVersion, string kind, string name, bool isNamespaced)
    {
        await using var cluster = await ScriptedCluster.StartAsync(static context => ScriptedCluster.RefuseAsync(context, 404, "NotFound", "no"));
        using var client = cluster.Client();

        var found = await client.FindResourceAsync(apiVersion, kind, Cancellation);

        Assert.Equal((name, isNamespaced), (found.Name, found.IsNamespaced));
    }

    [Fact]
    public async Task What_was_found_is_kept_with_its_subresources_until_its_time_is_over()
    {
        await using var cluster = await ScriptedCluster.StartAsync(static context => ScriptedCluster.RefuseAsync(context, 404, "NotFound", "no"));
        var time = new Pipeline.Testing.ManualTimeProvider();
        using var client = cluster.Client(time);

        var found = await client.FindResourceAsync("apps/v1", "Deployment", Cancellation);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => client.FindResourceAsync("apps/v1", "deploy", Cancellation).AsTask()));
        Assert.Equal(("apps", "v1", "apps/v1"), (found.Group, found.Version, found.ApiVersion));
        Assert.Equal(["scale"], found.Subresources);
        Assert.Single(cluster.Server.Requests);

        time.Advance(TimeSpan.FromMinutes(11));
        await client.FindResourceAsync("apps/v1", "Deployment", Cancellation);
        Assert.Equal(2, cluster.Server.Requests.Count);
    }

    [Fact]
    public async Task A_custom_kind_that_appears_is_found_by_one_renewed_look()
    {
        var isInstalled = false;
        await using var cluster = await ScriptedCluster.StartAsync(context => isInstalled && context.Request.Path == "/apis/example.com/v1"
            ? ScriptedCluster.AnswerAsync(context, """{"resources":[{"name":"widgets","singularName":"widget","namespaced":true,"kind":"Widget","verbs":["get"]}]}""")
            : ScriptedCluster.RefuseAsync(context, 404, "NotFound", "the server could not find the requested resource"));
        using var client = cluster.Client();

        var missing = await Assert.ThrowsAsync<KubernetesException>(async () => await client.FindResourceAsync("example.com/v1", "Widget", Cancellation));
        isInstalled = true;
        var found = await client.FindResourceAsync("example.com/v1", "Widget", Cancellation);
        var byName = await client.FindResourceAsync(null, "widget", Cancellation);

        Assert.Equal(KubernetesFailure.KindNotFound, missing.Failure);
        Assert.Contains("serves no Widget in example.com/v1", missing.Message, StringComparison.Ordinal);
        Assert.Equal(("widgets", "v1"), (found.Name, byName.Version));
    }

    [Fact]
    public async Task A_group_behind_an_extension_that_is_down_hides_no_other_and_is_named_when_nothing_is_found()
    {
        await using var cluster = await ScriptedCluster.StartAsync(static context => context.Request.Path == "/apis/example.com/v2"
            ? ScriptedCluster.AnswerAsync(context, """{"resources":[{"name":"gadgets","singularName":"gadget","namespaced":false,"kind":"Gadget","verbs":["list"]}]}""")
            : ScriptedCluster.RefuseAsync(context, 404, "NotFound", "no"));
        using var client = cluster.Client(new RushingTime());

        Assert.Equal("gadgets", (await client.FindResourceAsync(null, "Gadget", Cancellation)).Name);
        var missing = await Assert.ThrowsAsync<KubernetesException>(async () => await client.FindResourceAsync(null, "PodMetrics", Cancellation));

        Assert.Contains("does not say what it has in metrics.k8s.io/v1beta1", missing.Message, StringComparison.Ordinal);
        Assert.Equal(
            ["ConfigMap", "Deployment", "Event", "Gadget", "Namespace", "Pod"],
            (await client.ListResourcesAsync(Cancellation)).Select(static resource => resource.Kind).Order(StringComparer.Ordinal));
    }
}
