using Pipeline.Connectors.Git;
using Pipeline.Connectors.Git.GitHub;
using Pipeline.Simulators.GitHub;
using Pipeline.Simulators.Repositories;

namespace Pipeline.Connectors.Tests.Git.GitHub;

public sealed class GitHubServerTests() : GitApiTests("octocat/shop", "octocat/other", "octocat")
{
    protected override string TooLarge => "1,500,000";

    protected override string ForNobody => "60 calls";

    protected override string ForLimited => "Resource not accessible";

    [Fact]
    public async Task A_commit_whose_branch_was_resolved_is_read_with_that_one_call()
    {
        var commit = Shop.Commit("main", "One", ("a", "1"));
        var repository = Open();
        await repository.ResolveAsync(new GitRevision.Branch("main"), Cancellation);

        await repository.ReadCommitAsync(commit.Id, Cancellation);

        Assert.Single(Simulator.Requests);
    }

    [Fact]
    public async Task A_folder_is_told_to_be_one()
    {
        var commit = Shop.Commit("main", "One", ("deploy/a", "1"));

        var failed = await FailsAsync(() => Open().ReadFileAsync(commit.Id, "deploy", 1_000, Cancellation), GitFailure.FileNotFound);
        Assert.Contains("a folder", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "https://api.github.com/repos/octocat/shop/contents/a%20b/c.yaml", "https://github.com/octocat/shop.git")]
    [InlineData("https://github.com/", "https://api.github.com/repos/octocat/shop/contents/a%20b/c.yaml", "https://github.com/octocat/shop.git")]
    [InlineData("https://shop.ghe.com", "https://api.shop.ghe.com/repos/octocat/shop/contents/a%20b/c.yaml", "https://shop.ghe.com/octocat/shop.git")]
    [InlineData("https://git.example.com:8443", "https://git.example.com:8443/api/v3/repos/octocat/shop/contents/a%20b/c.yaml", "https://git.example.com:8443/octocat/shop.git")]
    public void The_API_is_found_from_the_address_of_the_pages(string? url, string content, string clone)
    {
        var server = Open(url is null ? null : new Uri(url), token: null);

        Assert.Equal(content, server.ContentUrl("octocat/shop", "a b/c.yaml")!.AbsoluteUri);
        Assert.Equal(clone, server.Open("octocat/shop").CloneUrl.AbsoluteUri);
    }

    protected override async Task<SimulatedServer> StartAsync() => await GitHubSimulator.StartAsync(time: Time);

    protected override IGitServer Open(Uri? url, string? token) => new GitHubServer(Http, url, token, Time);

    protected override Uri PageOf(string commit) => new(Simulator.Url, $"octocat/shop/commit/{commit}");
}
