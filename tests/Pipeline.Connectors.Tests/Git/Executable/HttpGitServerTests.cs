using System.Net;
using System.Security.Cryptography;
using System.Text;
using Pipeline.Connectors.Git;
using Pipeline.Connectors.Git.Executable;
using Pipeline.Connectors.Http;
using Pipeline.Testing;
using Pipeline.Testing.Servers;

namespace Pipeline.Connectors.Tests.Git.Executable;

/// <summary>The program against a real git server.</summary>
public sealed class HttpGitServerTests : IDisposable
{
    private readonly OutboundHttp _http = new(new(), TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Branches_and_tags_are_listed_with_their_commits()
    {
        await using var server = await GitHttpServer.StartAsync();
        await server.CreateRepositoryAsync("team/shop.git", Cancellation);
        await using var repository = Open(server, "team/shop.git");
        var empty = await repository.ListReferencesAsync(Cancellation);
        var one = await server.CommitAsync("team/shop.git", Commit(("a", "1")), Cancellation);
        await server.TagAsync("team/shop.git", "v1", one, "One.", Cancellation);
        await server.TagAsync("team/shop.git", "v1-light", one, null, Cancellation);
        var two = await server.CommitAsync("team/shop.git", Commit(("a", "2")) with { Branch = "feature/x", From = "main" }, Cancellation);

        var references = await repository.ListReferencesAsync(Cancellation);

        Assert.Equal((null, 0, 0), (empty.DefaultBranch, empty.Branches.Count, empty.Tags.Count));
        Assert.Equal("main", references.DefaultBranch);
        Assert.Equal([new("feature/x", two), new("main", one)], references.Branches.OrderBy(static branch => branch.Name));
        Assert.Equal([new("v1", one), new("v1-light", one)], references.Tags.OrderBy(static tag => tag.Name));
        Assert.Equal(new Uri(server.Url, "team/shop.git"), repository.CloneUrl);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_branch_a_tag_and_a_commit_are_resolved_on_servers_of_today_and_of_old(bool speaksProtocolV2)
    {
        await using var server = await GitHttpServer.StartAsync(new() { SpeaksProtocolV2 = speaksProtocolV2 });
        await server.CreateRepositoryAsync("shop.git", Cancellation);
        var one = await server.CommitAsync("shop.git", Commit(("a", "1")), Cancellation);
        await server.TagAsync("shop.git", "v1", one, "One.", Cancellation);
        var two = await server.CommitAsync("shop.git", Commit(("a", "2")), Cancellation);
        var three = await server.CommitAsync("shop.git", Commit(("a", "3")), Cancellation);
        await using var repository = Open(server, "shop.git");

        Assert.Equal(new GitResolution(three, "main"), await repository.ResolveAsync(new GitRevision.DefaultBranch(), Cancellation));
        Assert.Equal(new GitResolution(three, "main"), await repository.ResolveAsync(new GitRevision.Branch("main"), Cancellation));
        Assert.Equal(new GitResolution(one, Tag: "v1"), await repository.ResolveAsync(new GitRevision.Tag("v1"), Cancellation));
        Assert.Equal(new GitResolution(two), await repository.ResolveAsync(new GitRevision.Commit(two), Cancellation));
        Assert.Equal(new GitResolution(two), await repository.ResolveAsync(new GitRevision.Commit(two[..8]), Cancellation));
        Assert.Equal("2", Text(await repository.ReadFileAsync(two, "a", 10, Cancellation)));
    }

    [Fact]
    public async Task What_is_not_there_is_named()
    {
        await using var server = await GitHttpServer.StartAsync();
        await server.CreateRepositoryAsync("shop.git", Cancellation);
        await using var repository = Open(server, "shop.git");
        Assert.Contains("may be empty", (await FailsAsync(() => repository.ResolveAsync(new GitRevision.DefaultBranch(), Cancellation), GitFailure.RevisionNotFound)).Message, StringComparison.Ordinal);
        await server.CommitAsync("shop.git", Commit(("a", "1")), Cancellation);

        GitRevision[] missing = [new GitRevision.Branch("mian"), new GitRevision.Tag("v9"), new GitRevision.Commit("0123456789"), new GitRevision.Commit(new string('1', 40))];
        foreach (var revision in missing)
        {
            var failed = await FailsAsync(() => repository.ResolveAsync(revision, Cancellation), GitFailure.RevisionNotFound);
            Assert.Contains(revision.ToString(), failed.Message, StringComparison.Ordinal);
        }

        await using var other = Open(server, "other.git");
        Assert.Contains("/other.git", (await FailsAsync(() => other.ListReferencesAsync(Cancellation), GitFailure.RepositoryNotFound)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_is_read_with_what_it_changed()
    {
        await using var server = await GitHttpServer.StartAsync();
        await server.CreateRepositoryAsync("shop.git", Cancellation);
        var root = await server.CommitAsync("shop.git", Commit(("keep", "k"), ("change", "1"), ("old/name", "r"), ("gone", "g")), Cancellation);
        var change = Commit(("change", "2"), ("new", "n"), ("gone", null)) with
        {
            Message = "Ümläute and\n\na body.\n",
            Author = "Grace Hopper <grace@example.com>",
            Renames = new Dictionary<string, string> { ["old/name"] = "moved/name" },
        };
        var id = await server.CommitAsync("shop.git", change, Cancellation);
        await using var repository = Open(server, "shop.git");

        var commit = await repository.ReadCommitAsync(id, Cancellation);

        Assert.Equal((id, "Ümläute and\n\na body."), (commit.Id, commit.Message));
        Assert.Equal(new("Grace Hopper", "grace@example.com"), commit.Author);
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 9, 0, 0, TimeSpan.FromHours(9)), commit.CommittedAt);
        Assert.Equal(TimeSpan.FromHours(9), commit.CommittedAt.Offset);
        GitChangedFile[] files =
            [new("change", GitChange.Modified), new("gone", GitChange.Removed), new("moved/name", GitChange.Renamed, "old/name"), new("new", GitChange.Added)];
        Assert.Equal(files, commit.Changes.Files);
        Assert.Equal(4, (await repository.ReadCommitAsync(root, Cancellation)).Changes.Files.Count);
        Assert.Equal(files, (await repository.CompareAsync(root, id, Cancellation)).Files);
    }

    [Fact]
    public async Task Many_changed_files_are_listed_up_to_a_bound()
    {
        await using var server = await GitHttpServer.StartAsync();
        await server.CreateRepositoryAsync("shop.git", Cancellation);
        var files = Enumerable.Range(0, GitChanges.MostFiles + 1).Select(static number => ($"f{number}", (string?)"x")).ToArray();
        var id = await server.CommitAsync("shop.git", Commit(files), Cancellation);
        await using var repository = Open(server, "shop.git");

        var changes = (await repository.ReadCommitAsync(id, Cancellation)).Changes;

        Assert.Equal((GitChanges.MostFiles, true), (changes.Files.Count, changes.Truncated));
    }

    [Fact]
    public async Task A_file_is_read_byte_by_byte_within_its_limit()
    {
        await using var server = await GitHttpServer.StartAsync();
        await server.CreateRepositoryAsync("shop.git", Cancellation);
        var bytes = RandomNumberGenerator.GetBytes(100_000);
        var id = await server.CommitAsync(
            "shop.git", new() { Files = new Dictionary<string, byte[]?> { ["deploy/한글 *.bin"] = bytes, ["deploy/empty"] = [] } }, Cancellation);
        await using var repository = Open(server, "shop.git");

        Assert.Equal(bytes, (await repository.ReadFileAsync(id, "deploy/한글 *.bin", bytes.Length, Cancellation)).ToArray());
        Assert.Equal(0, (await repository.ReadFileAsync(id, "deploy/empty", 10, Cancellation)).Length);
        Assert.Contains("100,000", (await FailsAsync(() => repository.ReadFileAsync(id, "deploy/한글 *.bin", bytes.Length - 1, Cancellation), GitFailure.TooLarge)).Message, StringComparison.Ordinal);
        Assert.Contains("a folder", (await FailsAsync(() => repository.ReadFileAsync(id, "deploy", 10, Cancellation), GitFailure.FileNotFound)).Message, StringComparison.Ordinal);
        Assert.Contains("no file 'deploy/*'", (await FailsAsync(() => repository.ReadFileAsync(id, "deploy/*", 10, Cancellation), GitFailure.FileNotFound)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_opens_the_repository_and_no_message_shows_it()
    {
        await using var server = await GitHttpServer.StartAsync(new() { AsksForPassword = true });
        await server.CreateRepositoryAsync("shop.git", Cancellation);
        await server.CommitAsync("shop.git", Commit(("a", "1")), Cancellation);
        await using var right = Open(server, "shop.git", new(GitHttpServer.User, GitHttpServer.Password));
        await using var wrong = Open(server, "shop.git", new(GitHttpServer.User, "not-the-token"));
        await using var nobody = Open(server, "shop.git");

        Assert.Equal("main", (await right.ListReferencesAsync(Cancellation)).DefaultBranch);
        var refused = await FailsAsync(() => wrong.ListReferencesAsync(Cancellation), GitFailure.Unauthorized);
        Assert.DoesNotContain("not-the-token", refused.ToString(), StringComparison.Ordinal);
        Assert.Contains("give a token", (await FailsAsync(() => nobody.ListReferencesAsync(Cancellation), GitFailure.Unauthorized)).Message, StringComparison.Ordinal);
        Assert.Contains("1 branches", await Server(new Uri(server.Url, "shop.git"), new(GitHttpServer.User, GitHttpServer.Password)).PingAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(301, GitFailure.RepositoryNotFound, 1)]
    [InlineData(403, GitFailure.Forbidden, 1)]
    [InlineData(429, GitFailure.RateLimited, 1)]
    [InlineData(503, GitFailure.Unreachable, 3)]
    public async Task What_the_server_answers_is_told_and_what_passes_is_tried_again(int status, GitFailure failure, int requests)
    {
        await using var server = await GitHttpServer.StartAsync(new()
        {
            Answer = context =>
            {
                context.Response.StatusCode = status;
                context.Response.Headers.Location = status == 301 ? "http://127.0.0.1:1/elsewhere" : default;
                return Task.FromResult(true);
            },
        });
        await using var repository = Open(server, "shop.git");

        await FailsAsync(() => repository.ListReferencesAsync(Cancellation), failure);

        Assert.Equal(requests, server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_in_time_is_left()
    {
        await using var server = await GitHttpServer.StartAsync(new()
        {
            Answer = static async context =>
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
                return true;
            },
        });
        await using var repository = Server(server.Url, null, new() { Timeout = TimeSpan.FromSeconds(1) }).Open("shop.git");

        await FailsAsync(() => repository.ListReferencesAsync(Cancellation), GitFailure.TimedOut);
    }

    [Fact]
    public async Task A_repository_that_is_too_large_is_not_read()
    {
        await using var server = await GitHttpServer.StartAsync();
        await server.CreateRepositoryAsync("shop.git", Cancellation);
        var id = await server.CommitAsync("shop.git", new() { Files = new Dictionary<string, byte[]?> { ["a"] = RandomNumberGenerator.GetBytes(3_000_000) } }, Cancellation);
        await using var repository = Server(server.Url, null, new() { MaximumBytes = 1_000_000 }).Open("shop.git");

        await FailsAsync(() => repository.ReadFileAsync(id, "a", int.MaxValue, Cancellation), GitFailure.TooLarge);
    }

    [Fact]
    public async Task The_rules_of_outgoing_calls_hold_for_git_too()
    {
        await using var server = await GitHttpServer.StartAsync();
        await server.CreateRepositoryAsync("shop.git", Cancellation);
        var named = new UriBuilder(server.Url) { Host = "git.test" }.Uri;
        using var resolving = new OutboundHttp(new(), TimeProvider.System, static (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("169.254.169.254"), IPAddress.Loopback]));
        using var refusing = new OutboundHttp(new(), TimeProvider.System, static (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("169.254.169.254")]));

        await using var allowed = new HttpGitServer(resolving, named, null, TimeProvider.System).Open("shop.git");
        await using var refused = new HttpGitServer(refusing, named, null, TimeProvider.System).Open("shop.git");

        Assert.Null((await allowed.ListReferencesAsync(Cancellation)).DefaultBranch);
        Assert.Contains("reserved address", (await FailsAsync(() => refused.ListReferencesAsync(Cancellation), GitFailure.Refused)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_authority_is_trusted_when_the_installation_says_so()
    {
        using var certificate = new LoopbackCertificate();
        await using var server = await GitHttpServer.StartAsync(new() { Certificate = certificate });
        await server.CreateRepositoryAsync("shop.git", Cancellation);
        using var trusting = new OutboundHttp(new() { CertificateAuthorities = [certificate.CertificateFile] }, TimeProvider.System);

        await using var trusted = new HttpGitServer(trusting, server.Url, null, TimeProvider.System).Open("shop.git");
        await using var other = Open(server, "shop.git");

        Assert.Empty((await trusted.ListReferencesAsync(Cancellation)).Branches);
        Assert.Contains("Outbound:CertificateAuthorities", (await FailsAsync(() => other.ListReferencesAsync(Cancellation), GitFailure.Refused)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_git_is_not_installed_the_message_says_how_to()
    {
        await using var repository = Server(new("http://127.0.0.1"), null, new() { Program = "/nowhere/git" }).Open("shop.git");

        Assert.Contains("apt-get install git", (await FailsAsync(() => repository.ListReferencesAsync(Cancellation), GitFailure.NotInstalled)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_fetched_goes_with_the_workspace()
    {
        RequiredComponent.Git.Locate();
        var workspace = await GitWorkspace.CreateAsync(new(new("http://127.0.0.1"), null, _http, new(), TimeProvider.System), Cancellation);
        Assert.True(Directory.Exists(workspace.Folder));

        workspace.Dispose();

        Assert.False(Directory.Exists(workspace.Folder));
    }

    [Fact]
    public async Task A_push_runs_the_server_s_hook()
    {
        await using var server = await GitHttpServer.StartAsync(new() { AsksForPassword = true });
        await server.CreateRepositoryAsync("shop.git", Cancellation);
        server.SetPostReceiveHook("shop.git", "#!/bin/sh\nwhile read old new ref; do echo \"got $new at $ref\"; done\n");

        var (commit, output) = await server.PushAsync("shop.git", Commit(("a", "1")), Cancellation);

        Assert.Contains($"got {commit} at refs/heads/main", output, StringComparison.Ordinal);
        await using var repository = Open(server, "shop.git", new(GitHttpServer.User, GitHttpServer.Password));
        Assert.Equal(commit, (await repository.ResolveAsync(new GitRevision.Branch("main"), Cancellation)).Commit);
    }

    private static GitTestCommit Commit(params (string Path, string? Content)[] files) => new()
    {
        Files = files.ToDictionary(static file => file.Path, static file => file.Content is null ? null : Encoding.UTF8.GetBytes(file.Content)),
    };

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private HttpGitServer Server(Uri url, NetworkCredential? credential = null, HttpGitOptions? options = null) => new(_http, url, credential, TimeProvider.System, options);

    private IGitRepository Open(GitHttpServer server, string repository, NetworkCredential? credential = null) => Server(server.Url, credential).Open(repository);

    private static async Task<GitException> FailsAsync(Func<Task> act, GitFailure failure)
    {
        var exception = await Assert.ThrowsAsync<GitException>(act);
        Assert.Equal((failure, exception.Message), (exception.Failure, exception.Message));
        return exception;
    }
}
