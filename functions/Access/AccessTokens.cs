using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Pipeline.Storage;

namespace Pipeline.Functions.Access;

/// <summary>
/// The personal access tokens. One partition holds a row <c>hash:{hash}</c> with the token and a row <c>subject:{subject}:{id}</c> that
/// points to it, so that both come and go in one transaction.
/// </summary>
public sealed class AccessTokens(IStorage storage, TimeProvider time)
{
    /// <summary>The id of the token that the environment presets.</summary>
    public const string PresetId = "preset";

    private const string Partition = "tokens";
    private readonly ITable _table = storage.Table("Access");

    /// <summary>Whether anybody has a token.</summary>
    public async ValueTask<bool> AnyAsync(CancellationToken cancellationToken)
    {
        var page = await _table.QueryAsync(new TableQuery { PartitionKey = Partition, Take = 1 }, cancellationToken);
        return page.Rows.Count > 0;
    }

    /// <summary>Makes a token.</summary>
    /// <returns>The token, and its secret, which is not kept and cannot be had again.</returns>
    public async ValueTask<(AccessToken Token, string Secret)> CreateAsync(
        string subject, string name, TimeSpan? lifetime, string createdBy, CancellationToken cancellationToken)
    {
        var secret = AccessToken.NewSecret();
        var token = new AccessToken
        {
            Id = AccessToken.NewId(),
            Subject = subject,
            Name = name,
            Hash = AccessToken.HashOf(secret),
            CreatedAt = time.GetUtcNow(),
            CreatedBy = createdBy,
            ExpiresAt = time.GetUtcNow() + lifetime,
        };
        await _table.TransactAsync(Partition, [new TableOperation.Insert(HashKey(token.Hash), Write(token)), Pointer(token)], cancellationToken);
        return (token, secret);
    }

    /// <summary>Makes a secret that the operator chose valid for a subject, in the place of the one that was preset before.</summary>
    public async ValueTask PresetAsync(string subject, string secret, CancellationToken cancellationToken)
    {
        var hash = AccessToken.HashOf(secret);
        while (true)
        {
            var pointer = await _table.GetAsync(Partition, SubjectKey(subject, PresetId), cancellationToken);
            var before = pointer is null ? null : ReadPointer(pointer);
            if (before == hash || await _table.GetAsync(Partition, HashKey(hash), cancellationToken) is not null)
                return;

            var token = new AccessToken
            {
                Id = PresetId,
                Subject = subject,
                Name = "PIPELINE_ADMIN_TOKEN",
                Hash = hash,
                CreatedAt = time.GetUtcNow(),
                CreatedBy = subject,
            };
            List<TableOperation> operations = [new TableOperation.Insert(HashKey(hash), Write(token)), Pointer(token)];
            if (before is not null)
                operations.Add(new TableOperation.Delete(HashKey(before), ETag.All));
            try
            {
                await _table.TransactAsync(Partition, operations, cancellationToken);
                return;
            }
            catch (StorageException exception) when (exception is RowAlreadyExistsException or RowNotFoundException or RowChangedException)
            {
                // Another instance starts at the same moment and presets it too: the next round finds it done.
            }
        }
    }

    /// <summary>The token that a secret is, if it has not expired; and notes the day of its use.</summary>
    public async ValueTask<AccessToken?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        var row = await _table.GetAsync(Partition, HashKey(AccessToken.HashOf(secret)), cancellationToken);
        if (row is null)
            return null;

        var token = Read(row);
        if (token.ExpiresAt <= time.GetUtcNow())
            return null;

        await NoteUseAsync(row, token, cancellationToken);
        return token;
    }

    /// <summary>A subject's tokens, expired ones among them, in the order of their ids; everybody's when <paramref name="subject"/> is null.</summary>
    public async IAsyncEnumerable<AccessToken> ListAsync(string? subject, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var from = subject is null ? "subject:" : $"subject:{subject}:";
        var query = new TableQuery { PartitionKey = Partition, From = from, Before = from[..^1] + ";" };
        await foreach (var pointer in _table.RowsAsync(query, cancellationToken))
        {
            if (await _table.GetAsync(Partition, HashKey(ReadPointer(pointer)), cancellationToken) is { } row)
                yield return Read(row);
        }
    }

    /// <summary>Revokes a token at once. False when the subject has none of that id.</summary>
    public async ValueTask<bool> RevokeAsync(string subject, string id, CancellationToken cancellationToken)
    {
        var pointer = await _table.GetAsync(Partition, SubjectKey(subject, id), cancellationToken);
        if (pointer is null)
            return false;

        await _table.TransactAsync(
            Partition,
            [new TableOperation.Delete(pointer.RowKey, ETag.All), new TableOperation.Delete(HashKey(ReadPointer(pointer)), ETag.All)],
            cancellationToken);
        return true;
    }

    // Once a day at most, and never worth failing a request for: another request notes the same day.
    private async ValueTask NoteUseAsync(TableRow row, AccessToken token, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        if (token.LastUsedOn == today)
            return;

        try
        {
            await _table.UpdateAsync(row with { Value = Write(token with { LastUsedOn = today }) }, cancellationToken);
        }
        catch (Exception exception) when (exception is RowChangedException or RowNotFoundException)
        {
        }
    }

    private static string HashKey(string hash) => "hash:" + hash;

    private static string SubjectKey(string subject, string id) => $"subject:{subject}:{id}";

    private static TableOperation.Upsert Pointer(AccessToken token) =>
        new(SubjectKey(token.Subject, token.Id), Convert.FromHexString(token.Hash));

    private static string ReadPointer(TableRow row) => Convert.ToHexStringLower(row.Value.Span);

    private static byte[] Write(AccessToken token) => JsonSerializer.SerializeToUtf8Bytes(token, AccessJson.Default.AccessToken);

    private static AccessToken Read(TableRow row) => JsonSerializer.Deserialize(row.Value.Span, AccessJson.Default.AccessToken)!;
}
