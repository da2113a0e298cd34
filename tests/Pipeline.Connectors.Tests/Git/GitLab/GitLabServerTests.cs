using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Pipeline.Connectors.Git;
using Pipeline.Connectors.Git.GitLab;
using Pipeline.Connectors.Http;
using Pipeline.Simulators.GitLab;
using Pipeline.Simulators.Repositories;
using Pipeline.Testing;

namespace Pipeline.Connectors.Tests.Git.GitLab;

public sealed class GitLabServerTests : IAsyncLifetime
{
    private const string Token = "glpat-a-token-nobody-sees";
    private readonly OutboundHttp _http = new(new(), TimeProvider.System);
    private readonly ManualTimeProvider _time = new();
    private readonly SimulatedRepository _shop = new("team/sub/shop", isPrivate: true);
    private GitLabSimulator _lab = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _lab = await GitLabSimulator.StartAsync(time: _time);
        _lab.Tokens.Add(new(Token, "ada"));
        _lab.Add(_shop);
    }

    public async ValueTask DisposeAsync()
    {
        await _lab.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task Branches_and_tags_are_listed_page_by_page()
    {
        var first = _shop.Commit("main", "One", ("a", "1"));
        for (var number = 0; number < 150; number++)
            _shop.Tags[$"v{number}"] = first.Id;
        var second = _shop.Commit("feature/x", "Two", ("a", "2"));

        var references = await Open().ListReferencesAsync(Cancellation);

        Assert.Equal("main", references.DefaultBranch);
        Assert.Equal([new("feature/x", second.Id), new("main", first.Id)], references.Branches);
        Assert.Equal(150, references.Tags.Count);
        Assert.Equal(first.Id, references.Tags[0].Commit);
    }

    [Fact]
    public async Task A_branch_a_tag_and_a_commit_are_resolved()
    {
        var first = _shop.Commit("main", "One", ("a", "1"));
        _shop.Tags["v1"] = first.Id;
        var second = _shop.Commit("feature/x", "Two", ("a", "2"));
        var repository = Open();

        Assert.Equal(new GitResolution(first.Id, "main"), await repository.ResolveAsync(new GitRevision.DefaultBranch(), Cancellation));
        Assert.Equal(new GitResolution(second.Id, "feature/x"), await repository.ResolveAsync(new GitRevision.Branch("feature/x"), Cancellation));
        Assert.Equal(new GitResolution(first.Id, Tag: "v1"), await repository.ResolveAsync(new GitRevision.Tag("v1"), Cancellation));
        Assert.Equal(new GitResolution(second.Id), await repository.ResolveAsync(new GitRevision.Commit(second.Id), Cancellation));
        Assert.Equal(new GitResolution(second.Id), await repository.ResolveAsync(new GitRevision.Commit(second.Id[..7]), Cancellation));
    }

    [Fact]
    public async Task A_commit_is_read_with_what_it_changed()
    {
        var first = _shop.Commit("main", "One", ("keep", "k"), ("change", "1"), ("old/name", "r"), ("gone", "g"));
        var second = _shop.Commit("main", "Two\n\nÜmläute\n", ("change", "2"), ("new", "n"), ("gone", null), ("old/name", null), ("new name", "r"));
        var repository = Open();
        await repository.ResolveAsync(new GitRevision.Branch("main"), Cancellation);

        var commit = await repository.ReadCommitAsync(second.Id, Cancellation);

        Assert.Equal((second.Id, "Two\n\nÜmläute"), (commit.Id, commit.Message));
        Assert.Equal((new GitPerson("Ada Lovelace", "ada@example.com"), second.CommittedAt), (commit.Author, commit.CommittedAt));
        Assert.Equal(new Uri(_lab.Url, $"team/sub/shop/-/commit/{second.Id}"), commit.Url);
        GitChangedFile[] files =
            [new("change", GitChange.Modified), new("gone", GitChange.Removed), new("new", GitChange.Added), new("new name", GitChange.Renamed, "old/name")];
        Assert.Equal(files, commit.Changes.Files);
        Assert.Equal(files, (await repository.CompareAsync(first.Id, second.Id, Cancellation)).Files);
    }

    [Fact]
    public async Task A_file_is_read_byte_by_byte_whatever_its_size()
    {
        var (small, large) = (RandomNumberGenerator.GetBytes(1_000), RandomNumberGenerator.GetBytes(1_500_000));
        var commit = _shop.Commit("main", "One", [("deploy/한글 #1?.bin", small), ("deploy/large", large), ("deploy/empty", [])]);
        var repository = Open();

        Assert.Equal(small, (await repository.ReadFileAsync(commit.Id, "deploy/한글 #1?.bin", small.Length, Cancellation)).ToArray());
        Assert.Equal(large, (await repository.ReadFileAsync(commit.Id, "deploy/large", large.Length, Cancellation)).ToArray());
        Assert.Equal(0, (await repository.ReadFileAsync(commit.Id, "deploy/empty", 1, Cancellation)).Length);
        Assert.Contains("1,000 bytes", (await FailsAsync(() => repository.ReadFileAsync(commit.Id, "deploy/large", 1_000, Cancellation), GitFailure.TooLarge)).Message, StringComparison.Ordinal);
        await FailsAsync(() => repository.ReadFileAsync(commit.Id, "deploy", 1_000, Cancellation), GitFailure.FileNotFound);
        Assert.Contains("no file 'x'", (await FailsAsync(() => repository.ReadFileAsync(commit.Id, "x", 1_000, Cancellation), GitFailure.FileNotFound)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_named()
    {
        await FailsAsync(() => Open().ResolveAsync(new GitRevision.DefaultBranch(), Cancellation), GitFailure.RevisionNotFound);
        var commit = _shop.Commit("main", "One", ("a", "1"));
        _shop.Branches["abcdef"] = commit.Id;

        GitRevision[] missing = [new GitRevision.Branch("mian"), new GitRevision.Tag("v9"), new GitRevision.Commit("0123456789"), new GitRevision.Commit("abcdef")];
        foreach (var revision in missing)
        {
            var failed = await FailsAsync(() => Open().ResolveAsync(revision, Cancellation), GitFailure.RevisionNotFound);
            Assert.Contains($"team/sub/shop has no {revision}", failed.Message, StringComparison.Ordinal);
        }

        await FailsAsync(() => Open().CompareAsync(commit.Id, new string('1', 40), Cancellation), GitFailure.RevisionNotFound);
        Assert.Contains("team/sub/other", (await FailsAsync(() => Server().Open("team/sub/other").ListReferencesAsync(Cancellation), GitFailure.RepositoryNotFound)).Message, StringComparison.Ordinal);
        Assert.Contains("give a token", (await FailsAsync(() => Server(null).Open("team/sub/shop").ListReferencesAsync(Cancellation), GitFailure.RepositoryNotFound)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_let_in_is_told_and_no_message_shows_a_token()
    {
        _shop.Commit("main", "One", ("a", "1"));
        _lab.Tokens.Add(new("limited", "ada", MayRead: false));

        Assert.Contains("lets 'ada' in", await Server().PingAsync(Cancellation), StringComparison.Ordinal);
        Assert.Contains("only public projects", await Server(null).PingAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(["team/sub/shop"], await Server().ListRepositoriesAsync(Cancellation));
        await FailsAsync(() => Server(null).ListRepositoriesAsync(Cancellation), GitFailure.Unauthorized);
        var refused = await FailsAsync(() => Server("not-the-token").PingAsync(Cancellation), GitFailure.Unauthorized);
        Assert.Contains("does not accept the token", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-token", refused.ToString(), StringComparison.Ordinal);
        var limited = await FailsAsync(() => Server("limited").Open("team/sub/shop").ResolveAsync(new GitRevision.Branch("main"), Cancellation), GitFailure.Forbidden);
        Assert.Contains("read_repository", limited.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rate_limit_says_when_to_come_again()
    {
        _shop.Commit("main", "One", ("a", "1"));
        _lab.Calls.Limit = 1;
        await Open().ResolveAsync(new GitRevision.Branch("main"), Cancellation);

        var spent = await FailsAsync(() => Open().ResolveAsync(new GitRevision.Branch("main"), Cancellation), GitFailure.RateLimited);
        Assert.Equal(TimeSpan.FromHours(1), spent.RetryAfter);

        _time.Advance(spent.RetryAfter!.Value);
        await Open().ResolveAsync(new GitRevision.Branch("main"), Cancellation);
        _lab.Calls.Pause = TimeSpan.FromSeconds(42);
        Assert.Equal(TimeSpan.FromSeconds(42), (await FailsAsync(() => Open().ResolveAsync(new GitRevision.Branch("main"), Cancellation), GitFailure.RateLimited)).RetryAfter);
    }

    [Fact]
    public async Task What_passes_is_tried_again()
    {
        _shop.Commit("main", "One", ("a", "1"));
        _lab.Calls.Fail(502, 503);

        var resolving = Open().ResolveAsync(new GitRevision.Branch("main"), Cancellation);
        for (var pause = 0; pause < 2; pause++)
        {
            await Eventually.TrueAsync(() => _time.PendingTimers > 0, cancellationToken: Cancellation);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("main", (await resolving).Branch);
        Assert.Equal(3, _lab.Requests.Count);
    }

    [Fact]
    public async Task What_is_not_GitLab_is_told()
    {
        await using var page = await LoopbackServer.StartAsync(static context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("<html>");
        });

        await FailsAsync(() => new GitLabServer(_http, page.Url, Token, _time).PingAsync(Cancellation), GitFailure.Unexpected);
    }

    [Theory]
    [InlineData(null, "https://gitlab.com/api/v4/projects/team%2Fsub%2Fshop/repository/files/a%20b%2Fc.yaml/raw", "https://gitlab.com/team/sub/shop.git")]
    [InlineData("https://git.example.com/lab/", "https://git.example.com/lab/api/v4/projects/team%2Fsub%2Fshop/repository/files/a%20b%2Fc.yaml/raw", "https://git.example.com/lab/team/sub/shop.git")]
    public void The_API_is_found_from_the_address_of_the_pages(string? url, string content, string clone)
    {
        var server = new GitLabServer(_http, url is null ? null : new(url), null, _time);

        Assert.Equal(content, server.ContentUrl("team/sub/shop", "a b/c.yaml")!.AbsoluteUri);
        Assert.Equal(clone, server.Open("team/sub/shop").CloneUrl.AbsoluteUri);
    }

    private GitLabServer Server(string? token = Token) => new(_http, _lab.Url, token, _time);

    private IGitRepository Open() => Server().Open("team/sub/shop");

    private static async Task<GitException> FailsAsync(Func<Task> act, GitFailure failure)
    {
        var exception = await Assert.ThrowsAsync<GitException>(act);
        Assert.Equal((failure, exception.Message), (exception.Failure, exception.Message));
        return exception;
    }
}
