using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Pipeline.Connectors.Git;
using Pipeline.Connectors.Http;
using Pipeline.Simulators.Repositories;
using Pipeline.Testing;

namespace Pipeline.Connectors.Tests.Git;

/// <summary>What servers of repositories have in common that are read through an API.</summary>
/// <param name="shop">The name of a private repository.</param>
/// <param name="other">The name of one that is not there.</param>
/// <param name="user">Whose token reads it.</param>
public abstract class GitApiTests(string shop, string other, string user) : IAsyncLifetime
{
    private const string Token = "a-token-nobody-sees";

    protected OutboundHttp Http { get; } = new(new(), TimeProvider.System);

    protected ManualTimeProvider Time { get; } = new();

    protected SimulatedRepository Shop { get; } = new(shop, isPrivate: true);

    protected SimulatedServer Simulator { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What is told of a file that is too large.</summary>
    protected abstract string TooLarge { get; }

    /// <summary>What is told to who has no token.</summary>
    protected abstract string ForNobody { get; }

    /// <summary>What is told to who has a token that reads nothing.</summary>
    protected abstract string ForLimited { get; }

    public async ValueTask InitializeAsync()
    {
        Simulator = await StartAsync();
        Simulator.Tokens.Add(new(Token, user));
        Simulator.Add(Shop);
    }

    public async ValueTask DisposeAsync()
    {
        await Simulator.DisposeAsync();
        Http.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Branches_and_tags_are_listed_page_by_page()
    {
        var first = Shop.Commit("main", "One", ("a", "1"));
        for (var number = 0; number < 150; number++)
            Shop.Tags[$"v{number}"] = first.Id;
        var second = Shop.Commit("feature/x", "Two", ("a", "2"));

        var references = await Open().ListReferencesAsync(Cancellation);

        Assert.Equal("main", references.DefaultBranch);
        Assert.Equal([new("feature/x", second.Id), new("main", first.Id)], references.Branches);
        Assert.Equal(150, references.Tags.Count);
        Assert.Equal(first.Id, references.Tags[0].Commit);
    }

    [Fact]
    public async Task A_branch_a_tag_and_a_commit_are_resolved()
    {
        var first = Shop.Commit("main", "One", ("a", "1"));
        Shop.Tags["v1"] = first.Id;
        var second = Shop.Commit("feature/x", "Two", ("a", "2"));
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
        var first = Shop.Commit("main", "One", ("keep", "k"), ("change", "1"), ("old/name", "r"), ("gone", "g"));
        var second = Shop.Commit("main", "Two\n\nÜmläute\n", ("change", "2"), ("new", "n"), ("gone", null), ("old/name", null), ("new name", "r"));
        var repository = Open();
        await repository.ResolveAsync(new GitRevision.Branch("main"), Cancellation);

        var commit = await repository.ReadCommitAsync(second.Id, Cancellation);

        Assert.Equal((second.Id, "Two\n\nÜmläute"), (commit.Id, commit.Message));
        Assert.Equal((new GitPerson("Ada Lovelace", "ada@example.com"), second.CommittedAt), (commit.Author, commit.CommittedAt));
        Assert.Equal(PageOf(second.Id), commit.Url);
        GitChangedFile[] files =
            [new("change", GitChange.Modified), new("gone", GitChange.Removed), new("new", GitChange.Added), new("new name", GitChange.Renamed, "old/name")];
        Assert.Equal(files, commit.Changes.Files);
        Assert.Equal(files, (await repository.CompareAsync(first.Id, second.Id, Cancellation)).Files);
    }

    [Fact]
    public async Task A_file_is_read_byte_by_byte_whatever_its_size()
    {
        var (small, large) = (RandomNumberGenerator.GetBytes(1_000), RandomNumberGenerator.GetBytes(1_500_000));
        var commit = Shop.Commit("main", "One", [("deploy/한글 #1?.bin", small), ("deploy/large", large), ("deploy/empty", [])]);
        var repository = Open();

        Assert.Equal(small, (await repository.ReadFileAsync(commit.Id, "deploy/한글 #1?.bin", small.Length, Cancellation)).ToArray());
        Assert.Equal(large, (await repository.ReadFileAsync(commit.Id, "deploy/large", large.Length, Cancellation)).ToArray());
        Assert.Equal(0, (await repository.ReadFileAsync(commit.Id, "deploy/empty", 1, Cancellation)).Length);
        Assert.Contains(TooLarge, (await FailsAsync(() => repository.ReadFileAsync(commit.Id, "deploy/large", 1_000, Cancellation), GitFailure.TooLarge)).Message, StringComparison.Ordinal);
        await FailsAsync(() => repository.ReadFileAsync(commit.Id, "deploy", 1_000, Cancellation), GitFailure.FileNotFound);
        Assert.Contains("no file 'x'", (await FailsAsync(() => repository.ReadFileAsync(commit.Id, "x", 1_000, Cancellation), GitFailure.FileNotFound)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_named()
    {
        await FailsAsync(() => Open().ResolveAsync(new GitRevision.DefaultBranch(), Cancellation), GitFailure.RevisionNotFound);
        var commit = Shop.Commit("main", "One", ("a", "1"));
        Shop.Branches["abcdef"] = commit.Id;

        GitRevision[] missing = [new GitRevision.Branch("mian"), new GitRevision.Tag("v9"), new GitRevision.Commit("0123456789"), new GitRevision.Commit("abcdef")];
        foreach (var revision in missing)
        {
            var failed = await FailsAsync(() => Open().ResolveAsync(revision, Cancellation), GitFailure.RevisionNotFound);
            Assert.Contains($"{shop} has no {revision}", failed.Message, StringComparison.Ordinal);
        }

        await FailsAsync(() => Open().CompareAsync(commit.Id, new string('1', 40), Cancellation), GitFailure.RevisionNotFound);
        Assert.Contains(other, (await FailsAsync(() => Server().Open(other).ListReferencesAsync(Cancellation), GitFailure.RepositoryNotFound)).Message, StringComparison.Ordinal);
        Assert.Contains("give a token", (await FailsAsync(() => Server(null).Open(shop).ListReferencesAsync(Cancellation), GitFailure.RepositoryNotFound)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_let_in_is_told_and_no_message_shows_a_token()
    {
        Shop.Commit("main", "One", ("a", "1"));
        Simulator.Tokens.Add(new("limited", user, MayRead: false));

        Assert.Contains($"lets '{user}' in", await Server().PingAsync(Cancellation), StringComparison.Ordinal);
        Assert.Contains(ForNobody, await Server(null).PingAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal([shop], await Server().ListRepositoriesAsync(Cancellation));
        await FailsAsync(() => Server(null).ListRepositoriesAsync(Cancellation), GitFailure.Unauthorized);
        var refused = await FailsAsync(() => Server("not-the-token").PingAsync(Cancellation), GitFailure.Unauthorized);
        Assert.Contains("does not accept the token", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-token", refused.ToString(), StringComparison.Ordinal);
        var limited = await FailsAsync(() => Server("limited").Open(shop).ResolveAsync(new GitRevision.Branch("main"), Cancellation), GitFailure.Forbidden);
        Assert.Contains(ForLimited, limited.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rate_limit_says_when_to_come_again()
    {
        Shop.Commit("main", "One", ("a", "1"));
        Simulator.Calls.Limit = 1;
        await Open().ResolveAsync(new GitRevision.Branch("main"), Cancellation);

        var spent = await FailsAsync(() => Open().ResolveAsync(new GitRevision.Branch("main"), Cancellation), GitFailure.RateLimited);
        Assert.Equal(TimeSpan.FromHours(1), spent.RetryAfter);

        Time.Advance(spent.RetryAfter!.Value);
        await Open().ResolveAsync(new GitRevision.Branch("main"), Cancellation);
        Simulator.Calls.Pause = TimeSpan.FromSeconds(42);
        Assert.Equal(TimeSpan.FromSeconds(42), (await FailsAsync(() => Open().ResolveAsync(new GitRevision.Branch("main"), Cancellation), GitFailure.RateLimited)).RetryAfter);
    }

    [Fact]
    public async Task What_passes_is_tried_again()
    {
        Shop.Commit("main", "One", ("a", "1"));
        Simulator.Calls.Fail(502, 503);

        var resolving = Open().ResolveAsync(new GitRevision.Branch("main"), Cancellation);
        for (var pause = 0; pause < 2; pause++)
        {
            await Eventually.TrueAsync(() => Time.PendingTimers > 0, cancellationToken: Cancellation);
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("main", (await resolving).Branch);
        Assert.Equal(3, Simulator.Requests.Count);
    }

    [Fact]
    public async Task What_is_no_such_server_is_told()
    {
        await using var page = await LoopbackServer.StartAsync(static context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("<html>");
        });

        await FailsAsync(() => Open(page.Url, Token).PingAsync(Cancellation), GitFailure.Unexpected);
    }

    protected abstract Task<SimulatedServer> StartAsync();

    /// <summary>The server at an address.</summary>
    protected abstract IGitServer Open(Uri? url, string? token);

    /// <summary>The page of a commit.</summary>
    protected abstract Uri PageOf(string commit);

    protected IGitServer Server(string? token = Token) => Open(Simulator.Url, token);

    protected IGitRepository Open() => Server().Open(shop);

    protected static async Task<GitException> FailsAsync(Func<Task> act, GitFailure failure)
    {
        var exception = await Assert.ThrowsAsync<GitException>(act);
        Assert.Equal((failure, exception.Message), (exception.Failure, exception.Message));
        return exception;
    }
}
