using Pipeline.Definitions.Artifacts;
using Pipeline.Stages.Settings.ChartRepositories;
using Pipeline.Stages.Settings.SourceRepositories;
using Pipeline.Testing.Servers;

namespace Pipeline.Stages.Tests.Build;

/// <summary>The stage with the real helm and kubectl, over chart repositories and git servers on loopback.</summary>
public sealed class BakeManifestStageTests
{
    private const string ConfigMap = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  color: {{ .Values.color | quote }}\n  size: {{ .Values.size | toJson | quote }}\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_chart_of_a_repository_is_baked_with_overrides_of_repositories_artifacts_and_values()
    {
        await using var charts = await ChartServer.StartAsync(asksForPassword: true);
        await using var git = await GitHttpServer.StartAsync();
        await using var fixture = await FixtureAsync(charts);
        fixture.Settings["ours"] = new SourceRepository { Host = SourceRepositoryHost.Git, Url = git.Url };
        await git.CreateRepositoryAsync("shop.git", Cancellation);
        await git.CommitAsync("shop.git", new() { Files = new Dictionary<string, byte[]?> { ["prod.yaml"] = "color: from-git\nsize: 1\n"u8.ToArray() } }, Cancellation);
        var stage = fixture.Stage(
            """
            "chartRepository":"charts","chart":"shop","version":"^1","name":"lamp","namespace":"prod","outputName":"manifests",
            "overrides":[{"file":{"source":"ours","repository":"shop.git","path":"prod.yaml"}},{"artifact":"more"}],"values":{"size":7}
            """,
            artifacts: ("more", EmbeddedContent.Create("more.yaml", "color: from-artifact\n")));

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        var artifact = ArtifactOutputs.Read(stage.Outputs!["artifacts"], keepsProvenance: false).Artifacts!.Single();
        Assert.Equal((ArtifactTypes.EmbeddedBase64, "manifests", "1.10.0"), (artifact.Type, artifact.Name, artifact.Version));
        Assert.Equal(("shop", "1.10.0", false), ((string?)stage.Outputs["chart"], (string?)stage.Outputs["chartVersion"], (bool)stage.Outputs["reused"]!));
        Assert.Equal(
            "---\n# Source: shop/templates/a.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  namespace: prod\n  name: lamp\ndata:\n  color: \"from-artifact\"\n  size: \"\\\"7\\\"\"\n",
            await fixture.ManifestsAsync(stage.Outputs));
        Assert.DoesNotContain(ChartServer.Password, stage.Outputs.ToJsonString() + string.Join('\n', stage.Log), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("false", "\\\"7\\\"")]
    [InlineData("true", "7")]
    public async Task Values_are_texts_unless_basic_types_are_replaced(string replaces, string expected)
    {
        await using var charts = await ChartServer.StartAsync();
        await using var fixture = await FixtureAsync(charts);
        var stage = fixture.Stage($$"""
            "chartRepository":"charts","chart":"shop","name":"lamp","values":{"size":"7"},"replaceBasicTypes":{{replaces}}
            """);

        await stage.RunAsync();

        Assert.Contains($"size: \"{expected}\"", await fixture.ManifestsAsync(stage.Outputs), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_equal_bake_is_found_again_unless_it_is_to_be_made_anew_and_goes_with_its_run()
    {
        const string With = """
            "chartRepository":"charts","chart":"shop","name":"lamp","values":{"color":"red"}
            """;
        await using var charts = await ChartServer.StartAsync();
        await using var fixture = await FixtureAsync(charts);
        var first = fixture.Stage(With);
        var again = fixture.Stage(With);
        var other = fixture.Stage(With.Replace("red", "blue", StringComparison.Ordinal));
        var anew = fixture.Stage(With.TrimEnd() + ",\"rebake\":true");
        again.Run = other.Run = anew.Run = "run2";

        await first.RunAsync();
        await again.RunAsync();
        await other.RunAsync();
        await anew.RunAsync();

        Assert.Equal([false, true, false, false], new[] { first, again, other, anew }.Select(static stage => (bool)stage.Outputs!["reused"]!));
        Assert.Equal((string?)first.Outputs!["bakeKey"], (string?)again.Outputs!["bakeKey"]);
        Assert.NotEqual((string?)first.Outputs["bakeKey"], (string?)other.Outputs!["bakeKey"]);
        Assert.Equal(await fixture.ManifestsAsync(first.Outputs), await fixture.ManifestsAsync(again.Outputs, "run2"));

        await fixture.Bakes.DeleteAsync("run1", Cancellation);
        await fixture.Bakes.DeleteAsync("run2", Cancellation);
        var afterwards = fixture.Stage(With);
        await afterwards.RunAsync();
        Assert.False((bool)afterwards.Outputs!["reused"]!);
    }

    [Fact]
    public async Task A_long_manifest_is_kept_apart_and_is_the_runs()
    {
        await using var charts = await ChartServer.StartAsync();
        await using var fixture = await FixtureAsync(charts);
        var color = new string('x', 20_000);
        var stage = fixture.Stage($$"""
            "chartRepository":"charts","chart":"shop","name":"lamp","values":{"color":"{{color}}"}
            """);

        await stage.RunAsync();

        Assert.Equal(ArtifactTypes.RemoteBase64, (string?)stage.Outputs!["artifacts"]![0]!["type"]);
        Assert.Contains(color, await fixture.ManifestsAsync(stage.Outputs), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Charts_that_are_needed_are_fetched_from_settings_alone()
    {
        await using var charts = await ChartServer.StartAsync();
        await using var others = await ChartServer.StartAsync();
        await using var fixture = await FixtureAsync(charts);
        others.Files.Package("db", "2.1.0", Template("kind: Secret\napiVersion: v1\nmetadata: { name: db }\n"));
        others.Files.Index();
        charts.Files.Package("whole", "1.0.0", Template(ConfigMap), $"dependencies: [{{name: db, version: ^2, repository: \"{others.Url}\"}}]");
        charts.Files.Index();
        fixture.Settings["others"] = new ChartRepository { Url = others.Url };
        var without = fixture.Stage("""
            "chartRepository":"charts","chart":"whole","name":"lamp"
            """);
        var with = fixture.Stage("""
            "chartRepository":"charts","chart":"whole","name":"lamp","dependencyRepositories":["others"]
            """);

        var failed = Assert.IsType<StageStep.Failed>(await without.RunAsync());
        Assert.Empty(others.Paths);
        Assert.IsType<StageStep.Succeeded>(await with.RunAsync());

        Assert.Equal("chart-dependency-not-found", failed.Error.Code);
        Assert.Contains("name it in dependencyRepositories", failed.Error.Message, StringComparison.Ordinal);
        Assert.Contains("kind: Secret", await fixture.ManifestsAsync(with.Outputs), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_packaged_chart_may_be_a_file_of_a_repository_or_an_artifact()
    {
        using var files = new ChartFiles();
        var package = await File.ReadAllBytesAsync(files.Package("shop", "3.0.0", Template(ConfigMap)), Cancellation);
        await using var git = await GitHttpServer.StartAsync();
        await git.CreateRepositoryAsync("shop.git", Cancellation);
        var commit = await git.CommitAsync("shop.git", new() { Files = new Dictionary<string, byte[]?> { ["charts/shop.tgz"] = package } }, Cancellation);
        await using var fixture = await BakeFixture.CreateAsync();
        fixture.Settings["ours"] = new SourceRepository { Host = SourceRepositoryHost.Git, Url = git.Url };
        var file = fixture.Stage($$"""
            "file":{"source":"ours","repository":"shop.git","path":"charts/shop.tgz","commit":"{{commit}}"},"name":"lamp"
            """);
        var artifact = fixture.Stage(
            """
            "artifact":"chart","name":"lamp"
            """,
            artifacts: ("chart", new() { Type = ArtifactTypes.EmbeddedBase64, Reference = Convert.ToBase64String(package) }));

        await file.RunAsync();
        await artifact.RunAsync();

        Assert.Equal("3.0.0", (string?)file.Outputs!["chartVersion"]);
        Assert.Equal((string?)file.Outputs["bakeKey"], (string?)artifact.Outputs!["bakeKey"]);
        Assert.True((bool)artifact.Outputs["reused"]!);
    }

    [Fact]
    public async Task A_kustomization_of_a_repository_is_baked()
    {
        await using var git = await GitHttpServer.StartAsync();
        await git.CreateRepositoryAsync("shop.git", Cancellation);
        var commit = await git.CommitAsync(
            "shop.git",
            new()
            {
                Files = new Dictionary<string, byte[]?>
                {
                    ["base/kustomization.yaml"] = "resources: [web.yaml]"u8.ToArray(),
                    ["base/web.yaml"] = "apiVersion: v1\nkind: Service\nmetadata: { name: web }\n"u8.ToArray(),
                    ["prod/kustomization.yaml"] = "namePrefix: prod-\nresources: [../base]"u8.ToArray(),
                },
            },
            Cancellation);
        await using var fixture = await BakeFixture.CreateAsync();
        fixture.Settings["ours"] = new SourceRepository { Host = SourceRepositoryHost.Git, Url = git.Url };
        var file = fixture.Stage("""
            "engine":"kustomize","file":{"source":"ours","repository":"shop.git","path":"prod"},"outputName":"manifests"
            """);
        var artifact = fixture.Stage(
            """
            "engine":"kustomize","artifact":"repository","kustomizationPath":"prod","outputName":"manifests"
            """,
            artifacts: ("repository", new() { Type = ArtifactTypes.GitRepository, Name = "shop.git", Version = commit, Metadata = new() { ["source"] = "ours" } }));

        await file.RunAsync();
        await artifact.RunAsync();

        Assert.Equal("apiVersion: v1\nkind: Service\nmetadata:\n  name: prod-web\n", await fixture.ManifestsAsync(file.Outputs));
        Assert.True((bool)artifact.Outputs!["reused"]!);
    }

    [Theory]
    [InlineData("\"chartRepository\":\"charts\",\"chart\":\"shop\",\"name\":\"Lamp\"", "invalid-input", "name: 'Lamp' is no name of a release")]
    [InlineData("\"chartRepository\":\"charts\",\"chart\":\"../x\",\"name\":\"lamp\"", "invalid-input", "chart: '../x' is no name of a chart")]
    [InlineData("\"chartRepository\":\"charts\",\"chart\":\"shop\",\"name\":\"lamp\",\"namespace\":\"--post-renderer=x\"", "invalid-input", "namespace: ")]
    [InlineData("\"chartRepository\":\"charts\",\"chart\":\"shop\",\"name\":\"lamp\",\"values\":{\"a=1,b\":\"2\"}", "invalid-input", "values: ")]
    [InlineData("\"chartRepository\":\"charts\",\"chart\":\"shop\",\"name\":\"lamp\",\"apiVersions\":[\"--x\"]", "invalid-input", "apiVersions: ")]
    [InlineData("\"chartRepository\":\"charts\",\"chart\":\"shop\",\"name\":\"lamp\",\"version\":\"^9\"", "chart-version-not-found", "The nearest are 1.10.0, 1.2.0.")]
    [InlineData("\"chartRepository\":\"charts\",\"chart\":\"cart\",\"name\":\"lamp\"", "chart-not-found", "It has shop.")]
    [InlineData("\"chartRepository\":\"gone\",\"chart\":\"shop\",\"name\":\"lamp\"", "setting-missing", "PUT /api/settings/chart-repositories/gone")]
    [InlineData("\"artifact\":\"gone\",\"name\":\"lamp\"", "artifact-missing", "there is no artifact 'gone'")]
    [InlineData("\"engine\":\"kustomize\",\"artifact\":\"a\",\"name\":\"lamp\",\"values\":{\"a\":\"b\"}", "invalid-input", "values: it is Helm's")]
    public async Task What_cannot_be_baked_says_which_field_and_why(string with, string code, string expected)
    {
        await using var charts = await ChartServer.StartAsync();
        await using var fixture = await FixtureAsync(charts);

        var failed = Assert.IsType<StageStep.Failed>(await fixture.Stage(with).RunAsync());

        Assert.Equal(code, failed.Error.Code);
        Assert.Contains(expected, failed.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_program_the_stage_says_how_to_get_it()
    {
        await using var fixture = await BakeFixture.CreateAsync();
        var stage = fixture.Stage("""
            "artifact":"chart","name":"lamp"
            """, new() { Helm = "helm-that-is-not-there" }, ("chart", EmbeddedContent.Create("a", "b")));

        var failed = Assert.IsType<StageStep.Failed>(await stage.RunAsync());

        Assert.Equal("program-not-installed", failed.Error.Code);
        Assert.Contains("Rendering__Helm", failed.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_that_does_not_answer_is_asked_five_times_more()
    {
        await using var fixture = await BakeFixture.CreateAsync();
        fixture.Settings["charts"] = new ChartRepository { Url = new Uri($"http://127.0.0.1:{Testing.FreePort.Next()}") };
        var stage = fixture.Stage("""
            "chartRepository":"charts","chart":"shop","name":"lamp"
            """);

        var failed = Assert.IsType<StageStep.Failed>(await stage.RunAsync());

        Assert.Equal("chart-unreachable", failed.Error.Code);
        Assert.Equal(Enumerable.Repeat(TimeSpan.FromSeconds(2), 5), stage.Pauses);
    }

    private static async Task<BakeFixture> FixtureAsync(ChartServer charts)
    {
        charts.Files.Package("shop", "1.2.0", Template(ConfigMap));
        charts.Files.Package("shop", "1.10.0", Template(ConfigMap));
        charts.Files.Index();
        var fixture = await BakeFixture.CreateAsync();
        fixture.Settings["charts"] = new ChartRepository { Url = charts.Url, User = ChartServer.User, Password = ChartServer.Password };
        return fixture;
    }

    private static Dictionary<string, string> Template(string content) => new() { ["templates/a.yaml"] = content, ["values.yaml"] = "color: white\nsize: 0\n" };
}
