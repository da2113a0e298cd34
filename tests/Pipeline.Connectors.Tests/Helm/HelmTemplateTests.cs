using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Pipeline.Connectors.Helm;
using Pipeline.Connectors.Helm.Charts;
using Pipeline.Connectors.Helm.Programs;
using Pipeline.Connectors.Helm.Templates;
using Pipeline.Testing;
using Pipeline.Testing.Servers;

namespace Pipeline.Connectors.Tests.Helm;

/// <summary>Rendering with the real helm.</summary>
public sealed class HelmTemplateTests
{
    private const string Dump = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  values: {{ .Values | toJson | quote }}\n  kube: {{ .Capabilities.KubeVersion.Version | quote }}\n  monitoring: {{ .Capabilities.APIVersions.Has \"monitoring.coreos.com/v1\" | quote }}\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sample_chart_is_rendered_as_it_stands_beside_it()
    {
        using var charts = new ChartFiles();
        var package = new ChartPackage(await File.ReadAllBytesAsync(charts.PackageFolder(SourceTree.Combine("samples", "charts", "hello"), "hello-1.0.0.tgz"), Cancellation));

        var text = await Template().RenderAsync(new() { Chart = package, ReleaseName = "hello" }, [], Cancellation);

        Assert.Equal(await File.ReadAllTextAsync(SourceTree.Combine("samples", "charts", "hello-rendered.yaml"), Cancellation), text);
    }

    [Fact]
    public async Task Values_files_win_in_their_order_and_single_values_over_all_of_them()
    {
        using var charts = new ChartFiles();
        var rendering = Rendering(charts, ("templates/dump.yaml", Dump), ("values.yaml", "a: chart\nb: chart\nc: chart\nlist: [{x: 1}, {x: 2}]\ngone: yes-it-is\n")) with
        {
            ValuesFiles = [Bytes("a: one\nb: one\nc: one\nlist: [{x: 3}, {x: 4}]\n"), Bytes("b: two\nc: two\n")],
            Values =
            [
                new("c", "x,y={z}\\", false), new("list[1].x", "5", true), new("big", "1000000", false), new("million", "1000000", true), new("on", "true", true),
                new("off", "false", false), new("gone", "null", true), new(@"annotations.example\.com/team", "shop", true),
            ],
        };

        var text = await Template().RenderAsync(rendering, [], Cancellation);

        Assert.Contains(
            """values: "{\"a\":\"one\",\"annotations\":{\"example.com/team\":\"shop\"},\"b\":\"two\",\"big\":\"1000000\",\"c\":\"x,y={z}\\\\\",\"list\":[{\"x\":3},{\"x\":5}],\"million\":1000000,\"off\":\"false\",\"on\":true}" """.TrimEnd(),
            text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Namespace_custom_resource_definitions_and_capabilities_are_as_asked_for_and_tests_are_left_out()
    {
        using var charts = new ChartFiles();
        var plain = Rendering(
            charts,
            ("templates/dump.yaml", Dump),
            ("templates/tests/connection.yaml", "apiVersion: v1\nkind: Pod\nmetadata: { name: plain-test }\n"),
            ("templates/hook.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: hook-test\n  annotations: { helm.sh/hook: test }\n"),
            ("crds/crd.yaml", "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: things.example.com }\n"));

        var without = await Template().RenderAsync(plain, [], Cancellation);
        var with = await Template().RenderAsync(
            plain with { Namespace = "prod", IncludeCrds = true, KubeVersion = "1.29.3", ApiVersions = ["monitoring.coreos.com/v1"] }, [], Cancellation);

        Assert.DoesNotContain("CustomResourceDefinition", without, StringComparison.Ordinal);
        Assert.DoesNotContain("-test", without + with, StringComparison.Ordinal);
        Assert.DoesNotContain("namespace:", without, StringComparison.Ordinal);
        Assert.Contains("monitoring: \"false\"", without, StringComparison.Ordinal);
        Assert.Contains("CustomResourceDefinition", with, StringComparison.Ordinal);
        Assert.Contains("  namespace: prod\n  name: shop", with, StringComparison.Ordinal);
        Assert.Contains("kube: \"v1.29.3\"", with, StringComparison.Ordinal);
        Assert.Contains("monitoring: \"true\"", with, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chart_that_fails_says_why_in_helms_words_and_nothing_of_the_server()
    {
        using var charts = new ChartFiles();
        var rendering = Rendering(charts, ("templates/dump.yaml", "{{ required \"say which image\" .Values.image }}"));

        var failed = await Assert.ThrowsAsync<HelmException>(() => Template().RenderAsync(rendering, [], Cancellation));

        Assert.Equal(HelmFailure.Rendering, failed.Failure);
        Assert.Contains("say which image", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetTempPath(), failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Charts_cannot_read_the_environment()
    {
        using var charts = new ChartFiles();
        var rendering = Rendering(charts, ("templates/dump.yaml", "path: {{ env \"PATH\" | quote }}\n"));

        // Helm itself takes 'env' from charts.
        var failed = await Assert.ThrowsAsync<HelmException>(() => Template().RenderAsync(rendering, [], Cancellation));

        Assert.Contains("function \"env\" not defined", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chart_without_end_is_stopped_by_the_bounds()
    {
        using var charts = new ChartFiles();
        var large = Rendering(charts, ("templates/dump.yaml", "a: {{ repeat 4000000 \"x\" }}\n"));
        var slow = Rendering(charts, ("templates/dump.yaml", "{{ range $i, $_ := until 2000000000 }}{{ end }}"));

        var tooLarge = await Assert.ThrowsAsync<HelmException>(() => Template().RenderAsync(large, [], Cancellation));
        var stopped = await Assert.ThrowsAsync<HelmException>(() => Template(new() { MaximumMemoryBytes = 256 * 1024 * 1024 }).RenderAsync(slow, [], Cancellation));

        Assert.Contains("more than an artifact holds", tooLarge.Message, StringComparison.Ordinal);
        Assert.Contains("bytes of memory", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_not_there_says_how_to_get_or_name_it()
    {
        var missing = await Assert.ThrowsAsync<HelmException>(() => new HelmTemplate(new() { Helm = "helm-that-is-not-there" }, TimeProvider.System).VersionAsync(Cancellation));

        Assert.Equal(HelmFailure.NotInstalled, missing.Failure);
        Assert.Contains("https://helm.sh/docs/intro/install", missing.Message, StringComparison.Ordinal);
        Assert.Contains("Rendering:Helm", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Charts_that_are_needed_are_named_and_put_in()
    {
        using var charts = new ChartFiles();
        var rendering = Rendering(charts, "dependencies: [{name: db, version: ^1, repository: \"https://charts.example.com\"}]", ("templates/dump.yaml", Dump));
        var db = new ChartPackage(await File.ReadAllBytesAsync(charts.Package("db", "1.4.0", new Dictionary<string, string> { ["templates/a.yaml"] = "apiVersion: v1\nkind: Secret\nmetadata: { name: db }\n" }), Cancellation));

        var description = await HelmTemplate.DescribeAsync(rendering.Chart, Cancellation);
        var text = await Template().RenderAsync(rendering, [new(description.Missing[0], db)], Cancellation);

        Assert.Equal(("shop", "1.0.0", new ChartDependency("db", "^1", "https://charts.example.com")), (description.Name, description.Version, description.Missing.Single()));
        Assert.Contains("kind: Secret", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../escape", false, "leads out of the archive")]
    [InlineData("/etc/escape", false, "leads out of the archive")]
    [InlineData("shop/link", true, "is a link")]
    public async Task An_archive_that_leads_out_of_its_folder_is_refused(string name, bool isLink, string expected)
    {
        using var bytes = new MemoryStream();
        await using (var packed = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        await using (var tar = new TarWriter(packed))
        {
            var entry = new PaxTarEntry(isLink ? TarEntryType.SymbolicLink : TarEntryType.RegularFile, name);
            if (isLink)
                entry.LinkName = "/etc/passwd";
            else
                entry.DataStream = new MemoryStream([1]);
            await tar.WriteEntryAsync(entry, Cancellation);
        }

        var refused = await Assert.ThrowsAsync<HelmException>(() => HelmTemplate.DescribeAsync(new(bytes.ToArray()), Cancellation));

        Assert.Equal(HelmFailure.Refused, refused.Failure);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_archive_is_told_so() =>
        Assert.Contains("no archive of the form .tgz", (await Assert.ThrowsAsync<HelmException>(() => HelmTemplate.DescribeAsync(new(Bytes("kind: Service")), Cancellation))).Message, StringComparison.Ordinal);

    private static HelmTemplate Template(RenderingOptions? options = null) => new((options ?? new()) with { Helm = KubectlLayer.Helm }, TimeProvider.System);

    private static ChartRendering Rendering(ChartFiles charts, params (string Path, string Content)[] files) => Rendering(charts, "", files);

    private static ChartRendering Rendering(ChartFiles charts, string chart, params (string Path, string Content)[] files) => new()
    {
        Chart = new(File.ReadAllBytes(charts.Package("shop", "1.0.0", files.ToDictionary(static file => file.Path, static file => file.Content), chart))),
        ReleaseName = "shop",
    };

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
