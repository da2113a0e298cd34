using System.Text.Json;
using System.Text.Json.Serialization;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Stages.Runs;
using Pipeline.Storage;

namespace Pipeline.Functions.Audit;

/// <summary>Who did what when. Entries are only ever added, and given their outcome.</summary>
public sealed partial class AuditLog(IStorage storage, TimeProvider time, ILogger<AuditLog> logger)
{
    private const string Partition = "audit";
    private readonly ITable _table = storage.Table("Audit");

    /// <summary>Adds an entry, after what it tells of was done: a crash in between loses the entry, never tells of what did not happen.</summary>
    public async ValueTask RecordAsync(string by, string action, string subject, string? application, string? detail, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var entry = new AuditEntry { Id = RunId.New(now), At = now, By = by, Action = action, Subject = subject, Application = application, Detail = detail };
        await _table.InsertAsync(Row(entry), cancellationToken);
    }

    /// <summary>
    /// Carries a command out between two writes: first that it is asked for, so that no crash loses it, then what came of it. An entry whose
    /// second write is missing says "asked": the thing itself shows whether it was done.
    /// </summary>
    /// <param name="command">What is asked for.</param>
    /// <param name="carryOut">Does it.</param>
    /// <param name="tell">Adds to the entry what the command gave; null: nothing.</param>
    /// <param name="cancellationToken">Ends the wait for the first write.</param>
    /// <exception cref="StorageException">The entry could not be written, and nothing was done.</exception>
    public async Task<T> CommandAsync<T>(
        AuditCommand command, Func<Task<T>> carryOut, Func<T, AuditEntry, AuditEntry>? tell, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var entry = new AuditEntry
        {
            Id = RunId.New(now),
            At = now,
            By = command.By,
            Action = command.Action,
            Subject = command.Subject,
            Application = command.Application,
            Run = command.Run,
            Stage = command.Stage,
            Reason = command.Reason,
            Detail = command.Detail,
            Outcome = AuditOutcome.Asked,
        };
        await _table.InsertAsync(Row(entry), cancellationToken);
        T result;
        try
        {
            result = await carryOut();
        }
        catch (Exception exception) when (ProblemRules.For(exception) is { Status: < StatusCodes.Status500InternalServerError } refusal)
        {
            await CloseAsync(entry with { Outcome = AuditOutcome.Refused, Detail = Why(refusal) });
            throw;
        }

        await CloseAsync((tell?.Invoke(result, entry) ?? entry) with { Outcome = AuditOutcome.Done });
        return result;
    }

    /// <inheritdoc cref="CommandAsync{T}"/>
    public Task CommandAsync(AuditCommand command, Func<Task> carryOut, CancellationToken cancellationToken) => CommandAsync<object?>(
        command,
        async () =>
        {
            await carryOut();
            return null;
        },
        tell: null,
        cancellationToken);

    /// <summary>Reads a page of entries, newest first.</summary>
    /// <param name="wanted">Which of them are wanted.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="after">Only entries older than this one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The page, and where the next one goes on; null on the last.</returns>
    public async ValueTask<(IReadOnlyList<AuditEntry> Entries, string? After)> ListAsync(
        Func<AuditEntry, bool> wanted, int take, string? after, CancellationToken cancellationToken)
    {
        var page = new List<AuditEntry>();
        var query = new TableQuery { PartitionKey = Partition, From = after is null ? null : RunId.Mirror(after) + "0" };
        await foreach (var row in _table.RowsAsync(query, cancellationToken))
        {
            if (page.Count == take)
                return (page, page[^1].Id);
            if (JsonSerializer.Deserialize(row.Value.Span, AuditJson.Default.AuditEntry) is { } entry && wanted(entry))
                page.Add(entry);
        }

        return (page, null);
    }

    // What the command did is done, whether or not this can be written and whoever still waits for it.
    private async Task CloseAsync(AuditEntry entry)
    {
        try
        {
            await _table.UpsertAsync(Row(entry), CancellationToken.None);
        }
        catch (StorageException exception)
        {
            LogNotClosed(entry.Id, entry.Outcome, exception);
        }
    }

    // The faults of a bad request may quote what it held.
    private static string Why(ProblemException refusal) =>
        refusal.Status == StatusCodes.Status400BadRequest ? "the request was not valid" : refusal.Message;

    private static TableRow Row(AuditEntry entry) =>
        new(Partition, RunId.Mirror(entry.Id), JsonSerializer.SerializeToUtf8Bytes(entry, AuditJson.Default.AuditEntry));

    [LoggerMessage(LogLevel.Warning, "That entry {Entry} of the audit log came to be {Outcome} could not be written.")]
    private partial void LogNotClosed(string entry, string? outcome, Exception exception);
}

/// <summary>How entries are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditEntry))]
internal sealed partial class AuditJson : JsonSerializerContext;
