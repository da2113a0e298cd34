using Microsoft.AspNetCore.DataProtection;
using Pipeline.Functions.Approvals;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Functions.Tests.Approvals;

public sealed class ApprovalLinkTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();
    private EmbeddedStorage _storage = null!;
    private ApprovalLinks _links = null!;

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _storage = await EmbeddedStorage.OpenAsync(_folder.Path, _time, cancellationToken: CancellationToken);
        _links = new ApprovalLinks(_storage, new EphemeralDataProtectionProvider(), _time);
    }

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_link_is_found_by_its_token_and_works_until_it_expires()
    {
        var (issued, token) = await IssueAsync();

        Assert.Equal(issued, await _links.FindAsync(token, CancellationToken));
        Assert.Equal(ApprovalLinkState.Valid, issued.StateAt(_time.GetUtcNow() + TimeSpan.FromHours(1) - TimeSpan.FromTicks(1)));
        Assert.Equal(ApprovalLinkState.Expired, issued.StateAt(_time.GetUtcNow() + TimeSpan.FromHours(1)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not-a-token")]
    [InlineData("%%%")]
    [InlineData("CfDJ8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_token_that_was_never_issued_finds_nothing(string token) =>
        Assert.Null(await _links.FindAsync(token, CancellationToken));

    [Fact]
    public async Task An_altered_token_finds_nothing_wherever_it_is_altered()
    {
        var (_, token) = await IssueAsync();

        for (var position = 0; position < token.Length - 1; position++)
        {
            var altered = token[..position] + (token[position] == 'A' ? 'B' : 'A') + token[(position + 1)..];
            Assert.Null(await _links.FindAsync(altered, CancellationToken));
        }
    }

    [Fact]
    public async Task A_used_link_and_a_revoked_link_say_which_they_are()
    {
        var (used, usedToken) = await IssueAsync();
        var (revoked, revokedToken) = await IssueAsync();

        await _links.MarkUsedAsync(used, CancellationToken);
        Assert.True(await _links.RevokeAsync("run", "stage", revoked.Id, CancellationToken));

        Assert.Equal(ApprovalLinkState.Used, (await _links.FindAsync(usedToken, CancellationToken))!.StateAt(_time.GetUtcNow()));
        Assert.Equal(ApprovalLinkState.Revoked, (await _links.FindAsync(revokedToken, CancellationToken))!.StateAt(_time.GetUtcNow()));
    }

    [Fact]
    public async Task A_link_of_another_stage_is_neither_listed_nor_revoked()
    {
        var (issued, _) = await IssueAsync();

        Assert.Empty(await _links.ListAsync("run", "other", CancellationToken));
        Assert.False(await _links.RevokeAsync("run", "other", issued.Id, CancellationToken));
        Assert.Single(await _links.ListAsync("run", "stage", CancellationToken));
    }

    private Task<(ApprovalLink Link, string Token)> IssueAsync() =>
        _links.IssueAsync("run", "stage", 1, "ann", "admin", TimeSpan.FromHours(1), CancellationToken);
}
