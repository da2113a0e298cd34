using Pipeline.Connectors.Git;

namespace Pipeline.Connectors.Tests.Git;

public sealed class GitNamesTests
{
    [Theory]
    [InlineData("main", true)]
    [InlineData("feature/x-1", true)]
    [InlineData("refs/heads/main", true)]
    [InlineData("v1.2.3+build", true)]
    [InlineData("", false)]
    [InlineData("-x", false)]
    [InlineData("--upload-pack=evil", false)]
    [InlineData("a b", false)]
    [InlineData("a..b", false)]
    [InlineData("a//b", false)]
    [InlineData("a/.b", false)]
    [InlineData("a.lock", false)]
    [InlineData("a.", false)]
    [InlineData("a/", false)]
    [InlineData("@{1}", false)]
    [InlineData("main*", false)]
    [InlineData("a\nb", false)]
    public void Names_of_branches_and_tags_are_those_that_git_allows(string name, bool allowed)
    {
        Assert.Equal(allowed, new GitRevision.Branch(name).FaultOf() is null);
        Assert.Equal(allowed, new GitRevision.Tag(name).FaultOf() is null);
    }

    [Theory]
    [InlineData("abcd", true)]
    [InlineData("0123456789abcdef0123456789abcdef01234567", true)]
    [InlineData("abc", false)]
    [InlineData("ABCD", false)]
    [InlineData("main", false)]
    [InlineData("HEAD", false)]
    public void Commits_are_hexadecimal(string id, bool allowed) => Assert.Equal(allowed, new GitRevision.Commit(id).FaultOf() is null);

    [Fact]
    public void A_branch_and_a_tag_may_be_written_with_their_whole_reference()
    {
        Assert.Equal("main", new GitRevision.Branch("refs/heads/main").Name);
        Assert.Equal("v1", new GitRevision.Tag("refs/tags/v1").Name);
        Assert.Equal("tag 'v1'", new GitRevision.Tag("refs/tags/v1").ToString());
    }

    [Theory]
    [InlineData("octocat/hello-world", true)]
    [InlineData("octocat/.github", true)]
    [InlineData("octocat", false)]
    [InlineData("octocat/a/b", false)]
    [InlineData("octocat/..", false)]
    [InlineData("octocat/a?b", false)]
    [InlineData("https://github.com/octocat/hello-world", false)]
    public void Repositories_of_GitHub_have_an_owner(string name, bool allowed) => Assert.Equal(allowed, RepositoryNames.FaultOnGitHub(name) is null);

    [Theory]
    [InlineData("team/shop", true)]
    [InlineData("team/sub/shop", true)]
    [InlineData("shop", false)]
    [InlineData("team/../shop", false)]
    [InlineData("team/shop?x", false)]
    [InlineData("/team/shop", false)]
    public void Projects_of_GitLab_are_in_groups(string name, bool allowed) => Assert.Equal(allowed, RepositoryNames.FaultOnGitLab(name) is null);

    [Theory]
    [InlineData("", true)]
    [InlineData("shop.git", true)]
    [InlineData("team/shop.git", true)]
    [InlineData("../shop.git", false)]
    [InlineData("team/../../shop", false)]
    [InlineData("team/./shop", false)]
    [InlineData("/shop", false)]
    [InlineData("user@host", false)]
    [InlineData("shop?service=x", false)]
    [InlineData("%2e%2e/shop", false)]
    public void Paths_stay_below_the_server_s_address(string path, bool allowed) => Assert.Equal(allowed, RepositoryNames.FaultOnServer(path) is null);

    [Theory]
    [InlineData("deploy/app.yaml", true)]
    [InlineData("Korean 한글.txt", true)]
    [InlineData("", false)]
    [InlineData("/etc/passwd", false)]
    [InlineData("a/../b", false)]
    [InlineData("a//b", false)]
    [InlineData("a\\b", false)]
    [InlineData("a\0b", false)]
    public void Files_are_named_from_the_root(string path, bool allowed) => Assert.Equal(allowed, FilePaths.FaultOf(path) is null);
}
