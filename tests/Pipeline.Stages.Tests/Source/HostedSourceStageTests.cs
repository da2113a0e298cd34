using Pipeline.Definitions.Artifacts;
using Pipeline.Simulators.GitHub;
using Pipeline.Simulators.GitLab;
using Pipeline.Simulators.Repositories;
using Pipeline.Stages.Settings.SourceRepositories;
using Pipeline.Stages.Source;
using Pipeline.Testing;

namespace Pipeline.Stages.Tests.Source;

/// <summary>The stages over GitHub and GitLab, and what every source stage does when its server wants to be asked later.</summary>
public sealed class HostedSourceStageTests : IAsyncDisposable
{
    private const string Token = "a-token-nobody-sees";
    private readonly ManualTimeProvider _time = new();
    private readonly SimulatedRepository _shop = new("team/shop", isPrivate: true);
    private SimulatedServer? _server;

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? default;

    [Theory]
    [InlineData(SourceRepositoryHost.GitHub, "commit/", "api/v3/repos/team/shop/contents/deploy/app.yaml", ArtifactTypes.GitHubFile)]
    [InlineData(SourceRepositoryHost.GitLab, "-/commit/", "api/v4/projects/team%2Fshop/repository/files/deploy%2Fapp.yaml/raw", ArtifactTypes.GitLabFile)]
    public async Task The_commit_the_repository_and_the_files_are_put_out(SourceRepositoryHost host, string page, string reference, string type)
    {
        using var fixture = await StartAsync(host);
        _shop.Commit("main", "One", ("deploy/app.yaml", "1"));
        var commit = _shop.Commit("main", "Two", ("deploy/app.yaml", "2"), ("values.yaml", "v"));
        _shop.Tags["v2"] = commit.Id;
        var stage = fixture.Stage("""
            "repository":"team/shop","tag":"v2","files":[{"path":"deploy/app.yaml"},{"path":"values.yaml","embed":true}]
            """);

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        var written = stage.Outputs!["commit"]!;
        Assert.Equal((commit.Id, "Two", $"{_server!.Url}team/shop/{page}{commit.Id}"), ((string)written["id"]!, (string)written["message"]!, (string)written["url"]!));
        Assert.Equal(commit.CommittedAt, written["committedAt"]!.GetValue<DateTimeOffset>());
        Assert.Equal(["deploy/app.yaml modified", "values.yaml added"], written["files"]!.AsArray().Select(static file => $"{file!["path"]} {file["change"]}"));
        Assert.Equal("v2", (string)stage.Outputs["tag"]!);
        var artifacts = SourceFixture.ArtifactsOf(stage.Outputs);
        Assert.Equal(
            [(ArtifactTypes.GitRepository, "team/shop"), (type, "deploy/app.yaml"), (ArtifactTypes.EmbeddedBase64, "values.yaml")],
            artifacts.Select(static artifact => (artifact.Type, artifact.Name!)));
        Assert.All(artifacts, artifact => Assert.Equal((commit.Id, "ours"), (artifact.Version, (string)artifact.Metadata["source"]!)));
        Assert.Equal([$"{_server.Url}team/shop.git", $"{_server.Url}{reference}", "dg=="], artifacts.Select(static artifact => artifact.Reference!));
        Assert.DoesNotContain(Token, stage.Outputs.ToJsonString() + string.Join('\n', stage.Log), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SourceRepositoryHost.GitHub)]
    [InlineData(SourceRepositoryHost.GitLab)]
    public async Task A_rate_limit_is_waited_for_and_the_commit_stays_the_one_that_was_found(SourceRepositoryHost host)
    {
        using var fixture = await StartAsync(host);
        var found = _shop.Commit("main", "One", ("a", "1"));
        _server!.Calls.Limit = 1;
        var stage = fixture.Stage("""
            "repository":"team/shop","branch":"main","files":[{"path":"a"}]
            """);

        var again = Assert.IsType<StageStep.Again>(await stage.StepAsync());
        Assert.Equal(TimeSpan.FromHours(1), again.After);
        _shop.Commit("main", "Two", ("a", "2"));
        _server.Calls.Limit = 100;
        _time.Advance(again.After);
        await stage.RunAsync();

        Assert.Equal((found.Id, "main"), ((string)stage.Outputs!["commit"]!["id"]!, (string)stage.Outputs["branch"]!));
        Assert.Contains("Trying again in 1h.", string.Join('\n', stage.Log), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SourceRepositoryHost.GitHub, 403)]
    [InlineData(SourceRepositoryHost.GitLab, 429)]
    public async Task A_server_that_asks_for_a_pause_gets_it(SourceRepositoryHost host, int status)
    {
        using var fixture = await StartAsync(host);
        _shop.Commit("main", "One", ("a", "1"));
        _server!.Calls.Pause = TimeSpan.FromSeconds(42);

        var again = Assert.IsType<StageStep.Again>(await fixture.Stage("\"repository\":\"team/shop\"").StepAsync());

        Assert.True(again.After == TimeSpan.FromSeconds(42), $"{status}: {again.After}");
    }

    [Fact]
    public async Task A_server_that_gives_no_answer_is_asked_again_a_few_times()
    {
        using var fixture = await StartAsync(SourceRepositoryHost.GitLab);
        _server!.Calls.Fail(Enumerable.Repeat(503, 100).ToArray());
        var stage = fixture.Stage("\"repository\":\"team/shop\"");

        var running = stage.RunAsync();
        await Eventually.TrueAsync(
            () =>
            {
                // Each step tries three times, with pauses in between.
                if (_time.PendingTimers > 0)
                    _time.Advance(TimeSpan.FromSeconds(1));
                return running.IsCompleted;
            },
            cancellationToken: TestContext.Current.CancellationToken);

        var failed = Assert.IsType<StageStep.Failed>(await running);
        Assert.Equal("source-unreachable", failed.Error.Code);
        Assert.Equal([15, 30, 60, 120, 240], stage.Pauses.Select(static pause => (int)pause.TotalSeconds));
        Assert.Equal(SourceFailures.MostFailures * 3, _server.Requests.Count);
    }

    [Theory]
    [InlineData(SourceRepositoryHost.GitHub, "\"repository\":\"shop\"", "invalid-input", "owner/name")]
    [InlineData(SourceRepositoryHost.GitLab, "\"repository\":\"shop\"", "invalid-input", "group/project")]
    [InlineData(SourceRepositoryHost.GitHub, "\"repository\":\"team/other\"", "repository-not-found", "team/other")]
    [InlineData(SourceRepositoryHost.GitLab, "\"repository\":\"team/other\"", "repository-not-found", "team/other")]
    [InlineData(SourceRepositoryHost.GitHub, "\"repository\":\"team/shop\",\"branch\":\"gone\"", "revision-not-found", "branch 'gone'")]
    [InlineData(SourceRepositoryHost.GitLab, "\"repository\":\"team/shop\",\"commit\":\"0123456789\"", "revision-not-found", "commit '0123456789'")]
    [InlineData(SourceRepositoryHost.GitHub, "\"repository\":\"team/shop\",\"files\":[{\"path\":\"none\"}]", "file-not-found", "'none'")]
    [InlineData(SourceRepositoryHost.GitLab, "\"repository\":\"team/shop\",\"files\":[{\"path\":\"a\",\"maximumBytes\":\"2\"}]", "too-large", "'a'")]
    public async Task What_cannot_be_fails_with_a_code_and_what_to_do(SourceRepositoryHost host, string with, string code, string message)
    {
        using var fixture = await StartAsync(host);
        _shop.Commit("main", "One", ("a", "123"));

        var failed = Assert.IsType<StageStep.Failed>(await fixture.Stage(with).RunAsync());

        Assert.Equal(code, failed.Error.Code);
        Assert.Contains(message, failed.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SourceRepositoryHost.GitHub)]
    [InlineData(SourceRepositoryHost.GitLab)]
    public async Task A_wrong_token_names_the_setting_that_holds_it(SourceRepositoryHost host)
    {
        using var fixture = await StartAsync(host, "not-the-token");

        var failed = Assert.IsType<StageStep.Failed>(await fixture.Stage("\"repository\":\"team/shop\"").RunAsync());

        Assert.Equal("source-unauthorized", failed.Error.Code);
        Assert.StartsWith("Source repository setting 'ours': ", failed.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-token", failed.Error.Message, StringComparison.Ordinal);
    }

    private async Task<SourceFixture> StartAsync(SourceRepositoryHost host, string token = Token)
    {
        _server = host is SourceRepositoryHost.GitHub ? await GitHubSimulator.StartAsync(time: _time) : await GitLabSimulator.StartAsync(time: _time);
        _server.Tokens.Add(new(Token, "ada"));
        _server.Add(_shop);
        return new(new() { Host = host, Url = _server.Url, Token = token }, _time);
    }
}
