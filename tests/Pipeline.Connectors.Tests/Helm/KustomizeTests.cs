using System.Text;
using Pipeline.Connectors.Helm;
using Pipeline.Connectors.Helm.Kustomize;
using Pipeline.Testing.Servers;

namespace Pipeline.Connectors.Tests.Helm;

/// <summary>Kustomizations, rendered with the real kubectl.</summary>
public sealed class KustomizeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_overlay_is_rendered_with_its_base_from_the_files_that_it_names()
    {
        var files = await CollectAsync(
            "overlays/prod",
            ("overlays/prod/kustomization.yaml", "namespace: prod\nresources: [../../base]\npatches: [{path: scale.yaml}]\nconfigMapGenerator: [{name: page, files: [index.html=page.html]}]\n"),
            ("overlays/prod/scale.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 5}\n"),
            ("overlays/prod/page.html", "<h1>hello</h1>"),
            ("overlays/prod/not-asked-for", ""),
            ("base/kustomization.yml", "resources:\n- web.yaml\n"),
            ("base/web.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 1}\n"));

        var text = await new KustomizeBuild(new() { Kubectl = KubectlLayer.Kubectl }, TimeProvider.System).RenderAsync(files, Cancellation);

        Assert.DoesNotContain("overlays/prod/not-asked-for", files.Files.Keys);
        Assert.Contains("replicas: 5", text, StringComparison.Ordinal);
        Assert.Contains("namespace: prod", text, StringComparison.Ordinal);
        Assert.Contains("index.html: <h1>hello</h1>", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("resources: [\"https://example.com/a.yaml\"]", "is elsewhere")]
    [InlineData("resources: [\"github.com/org/repo//base?ref=v1\"]", "is elsewhere")]
    [InlineData("bases: [\"git@github.com:org/repo\"]", "is elsewhere")]
    [InlineData("components: [\"ssh://git@host/x\"]", "is elsewhere")]
    [InlineData("patches: [{path: \"http://127.0.0.1/x\"}]", "is elsewhere")]
    [InlineData("secretGenerator: [{name: a, files: [\"k=https://example.com/x\"]}]", "is elsewhere")]
    [InlineData("resources: [../../outside]", "leads out of the root")]
    [InlineData("resources: [/etc/passwd]", "leads out of the root")]
    [InlineData("configMapGenerator: [{name: a, envs: [../../../etc/passwd]}]", "leads out of the root")]
    [InlineData("helmCharts: [{name: nginx}]", "run helm by itself")]
    [InlineData("generators: [exec.yaml]", "plug-ins of kustomize can run programs")]
    [InlineData("transformers: [exec.yaml]", "plug-ins of kustomize can run programs")]
    [InlineData("patches:\n- <<: {path: x}", "merge keys")]
    public async Task What_is_elsewhere_or_runs_programs_is_refused_with_the_reason(string kustomization, string expected)
    {
        var refused = await Assert.ThrowsAsync<HelmException>(() => CollectAsync("app", ("app/kustomization.yaml", kustomization)));

        Assert.Equal(HelmFailure.Refused, refused.Failure);
        Assert.StartsWith("app/kustomization.yaml: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("resources: [missing.yaml]", "there is no file or kustomization 'missing.yaml'")]
    [InlineData("patches: [{path: missing.yaml}]", "there is no file or kustomization 'missing.yaml'")]
    public async Task What_is_missing_is_named(string kustomization, string expected) => Assert.Contains(
        expected, (await Assert.ThrowsAsync<HelmException>(() => CollectAsync("", ("kustomization.yaml", kustomization)))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_folder_without_a_kustomization_is_told_so() => Assert.Contains(
        "There is no kustomization in 'app'", (await Assert.ThrowsAsync<HelmException>(() => CollectAsync("app", ("kustomization.yaml", "")))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Kustomizations_that_name_one_another_come_to_an_end()
    {
        var files = await CollectAsync("a", ("a/kustomization.yaml", "resources: [../b]"), ("b/kustomization.yaml", "resources: [../a]"));

        var failed = await Assert.ThrowsAsync<HelmException>(() => new KustomizeBuild(new() { Kubectl = KubectlLayer.Kubectl }, TimeProvider.System).RenderAsync(files, Cancellation));

        Assert.Contains("cycle", failed.Message, StringComparison.OrdinalIgnoreCase);
    }

    private static Task<KustomizationFiles> CollectAsync(string path, params (string Path, string Content)[] files)
    {
        var all = files.ToDictionary(static file => file.Path, static file => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(file.Content));
        return new KustomizationSource((name, _) => Task.FromResult<ReadOnlyMemory<byte>?>(all.TryGetValue(name, out var content) ? content : default(ReadOnlyMemory<byte>?))).CollectAsync(path, Cancellation);
    }
}
