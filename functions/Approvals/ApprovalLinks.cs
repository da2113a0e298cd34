using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Pipeline.Stages.Runs;
using Pipeline.Storage;

namespace Pipeline.Functions.Approvals;

/// <summary>
/// Issues, finds, uses up and revokes approval links. A link's token is protected with the product's key ring (nobody else can make one) and
/// names a row that says the rest, so that a link can be revoked and is used once.
/// </summary>
internal sealed class ApprovalLinks(IStorage storage, IDataProtectionProvider protection, TimeProvider time) : IRunRecords
{
    private const int LongestToken = 1024;
    private readonly ITable _links = storage.Table("ApprovalLinks");
    private readonly IDataProtector _protector = protection.CreateProtector("Pipeline.ApprovalLinks.v1");

    /// <summary>Issues a link and returns it with its token.</summary>
    public async Task<(ApprovalLink Link, string Token)> IssueAsync(
        string runId, string stageId, int attempt, string? subject, string issuedBy, TimeSpan validFor, CancellationToken cancellationToken)
    {
        var link = LinkOf(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)), runId, stageId, attempt, subject, issuedBy, validFor);
        await _links.InsertAsync(new TableRow(runId, link.Id, Write(link)), cancellationToken);
        return (link, TokenOf(link));
    }

    /// <summary>
    /// Issues a link under an id of the caller's, or finds the one that was issued under it, which stays as it is, and returns a token of it.
    /// So a message that is sent again leads where it led.
    /// </summary>
    public async Task<string> IssueOnceAsync(
        string id, string runId, string stageId, int attempt, string? subject, string issuedBy, TimeSpan validFor, CancellationToken cancellationToken)
    {
        var link = LinkOf(id, runId, stageId, attempt, subject, issuedBy, validFor);
        try
        {
            await _links.InsertAsync(new TableRow(runId, id, Write(link)), cancellationToken);
        }
        catch (RowAlreadyExistsException)
        {
            // The token names the row, whatever it says.
        }

        return TokenOf(link);
    }

    private ApprovalLink LinkOf(string id, string runId, string stageId, int attempt, string? subject, string issuedBy, TimeSpan validFor)
    {
        var now = time.GetUtcNow();
        return new()
        {
            Id = id,
            RunId = runId,
            StageId = stageId,
            Attempt = attempt,
            Subject = subject,
            IssuedBy = issuedBy,
            IssuedAt = now,
            ExpiresAt = now + validFor,
        };
    }

    /// <summary>The link of a token; null when the token was not issued here, was altered, or its run is gone.</summary>
    public async Task<ApprovalLink?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length > LongestToken)
            return null;
        string[] parts;
        try
        {
            parts = Encoding.UTF8.GetString(_protector.Unprotect(WebEncoders.Base64UrlDecode(token))).Split('/');
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            return null;
        }

        return parts is [var runId, var id] && await _links.GetAsync(runId, id, cancellationToken) is { } row ? Read(row) : null;
    }

    /// <summary>The links that were issued for a stage of a run, oldest first.</summary>
    public async Task<IReadOnlyList<ApprovalLink>> ListAsync(string runId, string stageId, CancellationToken cancellationToken)
    {
        var found = new List<ApprovalLink>();
        string? continuation = null;
        do
        {
            var page = await _links.QueryAsync(new TableQuery { PartitionKey = runId, Continuation = continuation }, cancellationToken);
            found.AddRange(page.Rows.Select(Read).Where(link => link.StageId == stageId));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return [.. found.OrderBy(link => link.IssuedAt)];
    }

    /// <summary>Records that a person's link has decided. What it decided was recorded before: a crash in between leaves a link that finds the decision made.</summary>
    public Task MarkUsedAsync(ApprovalLink link, CancellationToken cancellationToken) =>
        ChangeAsync(link.RunId, link.Id, current => current with { UsedAt = current.UsedAt ?? time.GetUtcNow() }, cancellationToken);

    /// <summary>Withdraws a link of a stage; false when there is none with that id.</summary>
    public async Task<bool> RevokeAsync(string runId, string stageId, string id, CancellationToken cancellationToken)
    {
        if (await _links.GetAsync(runId, id, cancellationToken) is not { } row || Read(row).StageId != stageId)
            return false;
        await ChangeAsync(runId, id, current => current with { RevokedAt = current.RevokedAt ?? time.GetUtcNow() }, cancellationToken);
        return true;
    }

    private string TokenOf(ApprovalLink link) => WebEncoders.Base64UrlEncode(_protector.Protect(Encoding.UTF8.GetBytes($"{link.RunId}/{link.Id}")));

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(string run, CancellationToken cancellationToken)
    {
        await foreach (var row in _links.RowsAsync(new TableQuery { PartitionKey = run }, cancellationToken))
            await _links.DeleteAsync(run, row.RowKey, ETag.All, cancellationToken);
    }

    private async Task ChangeAsync(string runId, string id, Func<ApprovalLink, ApprovalLink> change, CancellationToken cancellationToken)
    {
        while (await _links.GetAsync(runId, id, cancellationToken) is { } row)
        {
            try
            {
                await _links.UpdateAsync(row with { Value = Write(change(Read(row))) }, cancellationToken);
                return;
            }
            catch (RowChangedException)
            {
                // Another request changed it meanwhile: the next round reads that and adds this change.
            }
        }
    }

    private static byte[] Write(ApprovalLink link) => JsonSerializer.SerializeToUtf8Bytes(link, ApprovalJson.Default.ApprovalLink);

    private static ApprovalLink Read(TableRow row) => JsonSerializer.Deserialize(row.Value.Span, ApprovalJson.Default.ApprovalLink)!;
}
