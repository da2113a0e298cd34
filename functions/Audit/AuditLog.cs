using System.Text.Json;
using System.Text.Json.Serialization;
using Pipeline.Stages.Runs;
using Pipeline.Storage;

namespace Pipeline.Functions.Audit;

/// <summary>Who did what when. Entries are only ever added.</summary>
public sealed class AuditLog(IStorage storage, TimeProvider time)
{
    private const string Partition = "audit";
    private readonly ITable _table = storage.Table("Audit");

    /// <summary>Adds an entry, after what it tells of was done: a crash in between loses the entry, never tells of what did not happen.</summary>
    public async ValueTask RecordAsync(string by, string action, string subject, string? application, string? detail, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var entry = new AuditEntry { Id = RunId.New(now), At = now, By = by, Action = action, Subject = subject, Application = application, Detail = detail };
        await _table.InsertAsync(
            new TableRow(Partition, RunId.Mirror(entry.Id), JsonSerializer.SerializeToUtf8Bytes(entry, AuditJson.Default.AuditEntry)), cancellationToken);
    }

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
}

/// <summary>How entries are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditEntry))]
internal sealed partial class AuditJson : JsonSerializerContext;
