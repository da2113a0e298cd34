using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Artifacts;
using Pipeline.Stages.Settings.SourceRepositories;
using Pipeline.Testing.Servers;

namespace Pipeline.Stages.Tests.Source;

/// <summary>The stage over a real git server.</summary>
public sealed class GitSourceStageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_commit_the_repository_and_the_files_are_put_out()
    {
        await using var server = await GitHttpServer.StartAsync(new() { AsksForPassword = true });
        var url = await server.CreateRepositoryAsync("team/shop.git", Cancellation);
        await server.CommitAsync("team/shop.git", Commit("One", ("app.yaml", "1"), ("old", "x")), Cancellation);
        var id = await server.CommitAsync("team/shop.git", Commit("Two\n\nWith a body.", ("app.yaml", "2"), ("old", null)), Cancellation);
        using var fixture = new SourceFixture(Setting(server));
        var stage = fixture.Stage("""
            "repository":"team/shop.git","branch":"main","files":[{"path":"app.yaml"}]
            """);

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse($$"""
                {
                  "id": "{{id}}",
                  "message": "Two\n\nWith a body.",
                  "author": { "name": "Ada Lovelace", "email": "ada@example.com" },
                  "committedAt": "2026-01-01T09:00:00+09:00",
                  "files": [{ "path": "app.yaml", "change": "modified" }, { "path": "old", "change": "removed" }]
                }
                """),
            JsonNode.Parse(stage.Outputs!["commit"]!.ToJsonString())), stage.Outputs.ToJsonString());
        Assert.Equal(("team/shop.git", "main"), ((string)stage.Outputs["repository"]!, (string)stage.Outputs["branch"]!));
        var artifacts = SourceFixture.ArtifactsOf(stage.Outputs);
        Assert.Equal(
            [(ArtifactTypes.GitRepository, "team/shop.git", id), (ArtifactTypes.EmbeddedBase64, "app.yaml", id)],
            artifacts.Select(static artifact => (artifact.Type, artifact.Name!, artifact.Version!)));
        Assert.Equal((url.AbsoluteUri, "ours", "main"), (artifacts[0].Reference, (string)artifacts[0].Metadata["source"]!, (string)artifacts[0].Metadata["branch"]!));
        Assert.True(EmbeddedContent.TryRead(artifacts[1], out var content, out _));
        Assert.Equal("2", content);
        Assert.Equal((1, "d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35"), ((int)artifacts[1].Metadata["size"]!, (string)artifacts[1].Metadata["sha256"]!));
        Assert.DoesNotContain(GitHttpServer.Password, stage.Outputs.ToJsonString() + string.Join('\n', stage.Log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_setting_s_address_may_be_the_repository_s_and_the_default_branch_is_taken_when_none_is_named()
    {
        await using var server = await GitHttpServer.StartAsync();
        var url = await server.CreateRepositoryAsync("shop.git", Cancellation);
        var id = await server.CommitAsync("shop.git", Commit("One", ("a", "1")), Cancellation);
        using var fixture = new SourceFixture(new() { Host = SourceRepositoryHost.Git, Url = url });
        var stage = fixture.Stage("""
            "branch":" ","tag":""
            """);

        await stage.RunAsync();

        Assert.Equal((id, "main", "shop.git"), ((string)stage.Outputs!["commit"]!["id"]!, (string)stage.Outputs["branch"]!, (string)stage.Outputs["repository"]!));
    }

    [Fact]
    public async Task A_tag_and_the_beginning_of_a_commit_s_id_lead_to_the_commit()
    {
        await using var server = await GitHttpServer.StartAsync();
        await server.CreateRepositoryAsync("shop.git", Cancellation);
        var one = await server.CommitAsync("shop.git", Commit("One", ("a", "1")), Cancellation);
        await server.TagAsync("shop.git", "v1", one, "One.", Cancellation);
        await server.CommitAsync("shop.git", Commit("Two", ("a", "2")), Cancellation);
        using var fixture = new SourceFixture(Setting(server));
        var tag = fixture.Stage("""
            "repository":"shop.git","tag":"refs/tags/v1"
            """);
        var commit = fixture.Stage($"""
            "repository":"shop.git","commit":"{one[..9].ToUpperInvariant()}"
            """);

        await tag.RunAsync();
        await commit.RunAsync();

        Assert.Equal((one, "v1", null), ((string)tag.Outputs!["commit"]!["id"]!, (string)tag.Outputs["tag"]!, tag.Outputs["branch"]));
        Assert.Equal((one, null, null), ((string)commit.Outputs!["commit"]!["id"]!, commit.Outputs["tag"], commit.Outputs["branch"]));
    }

    [Theory]
    [InlineData("\"repository\":\"shop.git\",\"branch\":\"gone\"", "revision-not-found", "branch 'gone'")]
    [InlineData("\"repository\":\"other.git\"", "repository-not-found", "/other.git")]
    [InlineData("\"repository\":\"shop.git\",\"files\":[{\"path\":\"none\"}]", "file-not-found", "'none'")]
    [InlineData("\"repository\":\"shop.git\",\"files\":[{\"path\":\"a\",\"maximumBytes\":2}]", "too-large", "'a'")]
    [InlineData("\"repository\":\"shop.git\",\"branch\":\"main\",\"tag\":\"v1\"", "invalid-input", "branch, tag, commit")]
    [InlineData("\"repository\":\"shop.git\",\"branch\":\"--upload-pack=x\"", "invalid-input", "branch: ")]
    [InlineData("\"repository\":\"../shop.git\"", "invalid-input", "repository: ")]
    [InlineData("\"repository\":\"shop.git\",\"files\":[{\"path\":\"../a\"}]", "invalid-input", "files: ")]
    [InlineData("\"repository\":\"shop.git\",\"files\":[{\"path\":\"a\",\"maximumBytes\":0}]", "invalid-input", "maximumBytes")]
    public async Task What_cannot_be_fails_with_a_code_and_what_to_do(string with, string code, string message)
    {
        await using var server = await GitHttpServer.StartAsync();
        await server.CreateRepositoryAsync("shop.git", Cancellation);
        await server.CommitAsync("shop.git", Commit("One", ("a", "123")), Cancellation);
        using var fixture = new SourceFixture(Setting(server));

        var failed = Assert.IsType<StageStep.Failed>(await fixture.Stage(with).RunAsync());

        Assert.Equal(code, failed.Error.Code);
        Assert.Contains(message, failed.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_token_names_the_setting_that_holds_it()
    {
        await using var server = await GitHttpServer.StartAsync(new() { AsksForPassword = true });
        await server.CreateRepositoryAsync("shop.git", Cancellation);
        using var fixture = new SourceFixture(Setting(server) with { Token = "not-the-token" });

        var failed = Assert.IsType<StageStep.Failed>(await fixture.Stage("\"repository\":\"shop.git\"").RunAsync());

        Assert.Equal("source-unauthorized", failed.Error.Code);
        Assert.StartsWith("Source repository setting 'ours': ", failed.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-token", failed.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SourceRepositoryHost.Git, "other", "setting-missing", "PUT /api/settings/source-repositories/other")]
    [InlineData(SourceRepositoryHost.GitHub, "ours", "setting-unfit", "source.git")]
    public async Task A_setting_that_is_missing_or_does_not_fit_is_named(SourceRepositoryHost host, string source, string code, string message)
    {
        using var fixture = new SourceFixture(new() { Host = SourceRepositoryHost.Git, Url = new("https://git.example.com") });

        var failed = Assert.IsType<StageStep.Failed>(await fixture.Stage(host, "\"repository\":\"team/shop\"", source).RunAsync());

        Assert.Equal(code, failed.Error.Code);
        Assert.Contains(message, failed.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_content_than_a_stage_may_put_out_is_refused()
    {
        await using var server = await GitHttpServer.StartAsync();
        await server.CreateRepositoryAsync("shop.git", Cancellation);
        await server.CommitAsync("shop.git", Commit("One", ("a", new string('a', 200_000)), ("b", new string('b', 200_000)), ("c", new string('c', 200_000))), Cancellation);
        using var fixture = new SourceFixture(Setting(server));

        var failed = Assert.IsType<StageStep.Failed>(await fixture.Stage("""
            "repository":"shop.git","files":[{"path":"a"},{"path":"b"},{"path":"c"}]
            """).RunAsync());

        Assert.Equal("too-large", failed.Error.Code);
        Assert.Contains("'c'", failed.Error.Message, StringComparison.Ordinal);
    }

    private static SourceRepository Setting(GitHttpServer server) =>
        new() { Host = SourceRepositoryHost.Git, Url = server.Url, User = GitHttpServer.User, Token = GitHttpServer.Password };

    private static GitTestCommit Commit(string message, params (string Path, string? Content)[] files) => new()
    {
        Message = message,
        Files = files.ToDictionary(static file => file.Path, static file => file.Content is null ? null : Encoding.UTF8.GetBytes(file.Content)),
    };
}
