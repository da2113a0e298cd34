using Pipeline.Connectors.Git;
using Pipeline.Connectors.Git.Executable;

namespace Pipeline.Connectors.Tests.Git.Executable;

public sealed class GitComplaintsTests
{
    [Theory]
    [InlineData("fatal: could not read Username for 'https://git.example.com': terminal prompts disabled", GitFailure.Unauthorized)]
    [InlineData("fatal: Authentication failed for 'https://git.example.com/shop.git/'", GitFailure.Unauthorized)]
    [InlineData("fatal: unable to access 'https://git.example.com/shop.git/': The requested URL returned error: 403", GitFailure.Forbidden)]
    [InlineData("fatal: repository 'https://git.example.com/shop.git/' not found", GitFailure.RepositoryNotFound)]
    [InlineData("fatal: https://git.example.com/shop.git/info/refs not valid: is this a git repository?", GitFailure.RepositoryNotFound)]
    [InlineData("fatal: unable to access 'https://git.example.com/shop.git/': The requested URL returned error: 301", GitFailure.RepositoryNotFound)]
    [InlineData("fatal: unable to access 'https://git.example.com/shop.git/': The requested URL returned error: 429", GitFailure.RateLimited)]
    [InlineData("error: RPC failed; HTTP 503 curl 22 The requested URL returned error: 503\nfatal: error reading section header", GitFailure.Unreachable)]
    [InlineData("fatal: unable to access 'https://git.example.com/shop.git/': Could not resolve host: git.example.com", GitFailure.Unreachable)]
    [InlineData("fatal: unable to access 'https://git.example.com/': Failed to connect to git.example.com port 443: Connection refused", GitFailure.Unreachable)]
    [InlineData("fatal: unable to access 'https://git.example.com/': server certificate verification failed. CAfile: none CRLfile: none", GitFailure.Refused)]
    [InlineData("fatal: something new", GitFailure.Unexpected)]
    [InlineData("", GitFailure.Unexpected)]
    public void What_git_complains_of_is_told_by_kind(string error, GitFailure failure) =>
        Assert.Equal(failure, GitComplaints.Explain(error, new("https://git.example.com/shop.git"), signedIn: true).Failure);

    [Fact]
    public void Who_gave_no_token_is_told_to() => Assert.Contains(
        "give a token",
        GitComplaints.Explain("fatal: could not read Username for 'https://x'", new("https://git.example.com/shop.git"), signedIn: false).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("git version 2.39.5\n", true)]
    [InlineData("git version 2.37.0 (Apple Git-1)", true)]
    [InlineData("git version 3.0.1.windows.1", true)]
    [InlineData("git version 2.36.6", false)]
    [InlineData("something else", false)]
    public void A_git_that_is_too_old_is_not_used(string text, bool allowed) => Assert.Equal(allowed, GitVersion.FaultOf(text) is null);
}
