using Pipeline.Connectors.Git;
using Pipeline.Connectors.Git.GitLab;
using Pipeline.Simulators.GitLab;
using Pipeline.Simulators.Repositories;

namespace Pipeline.Connectors.Tests.Git.GitLab;

public sealed class GitLabServerTests() : GitApiTests("team/sub/shop", "team/sub/other", "ada")
{
    protected override string TooLarge => "1,000 bytes";

    protected override string ForNobody => "only public projects";

    protected override string ForLimited => "read_repository";

    [Theory]
    [InlineData(null, "https://gitlab.com/api/v4/projects/team%2Fsub%2Fshop/repository/files/a%20b%2Fc.yaml/raw", "https://gitlab.com/team/sub/shop.git")]
    [InlineData("https://git.example.com/lab/", "https://git.example.com/lab/api/v4/projects/team%2Fsub%2Fshop/repository/files/a%20b%2Fc.yaml/raw", "https://git.example.com/lab/team/sub/shop.git")]
    public void The_API_is_found_from_the_address_of_the_pages(string? url, string content, string clone)
    {
        var server = Open(url is null ? null : new Uri(url), token: null);

        Assert.Equal(content, server.ContentUrl("team/sub/shop", "a b/c.yaml")!.AbsoluteUri);
        Assert.Equal(clone, server.Open("team/sub/shop").CloneUrl.AbsoluteUri);
    }

    protected override async Task<SimulatedServer> StartAsync() => await GitLabSimulator.StartAsync(time: Time);

    protected override IGitServer Open(Uri? url, string? token) => new GitLabServer(Http, url, token, Time);

    protected override Uri PageOf(string commit) => new(Simulator.Url, $"team/sub/shop/-/commit/{commit}");
}
