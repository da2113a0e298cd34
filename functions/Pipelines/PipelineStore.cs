using System.Globalization;
using System.Text.Json;
using Azure;
using Pipeline.Storage;

namespace Pipeline.Functions.Pipelines;

/// <summary>
/// The pipelines and all of their revisions. One partition holds a row <c>head:{name}</c> and a row <c>revision:{name}:{number}</c> for
/// every revision, so that a new revision and its head come in one transaction. So do the rows <c>trigger:{key}:{name}</c>, by which events
/// find the pipelines that listen to them.
/// </summary>
public sealed class PipelineStore(IStorage storage, TimeProvider time)
{
    private const string Partition = "pipelines";
    private readonly ITable _table = storage.Table("Pipelines");

    /// <summary>The pipelines that are there, in the order of their names.</summary>
    public async ValueTask<IReadOnlyList<PipelineHead>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await ListEvenDeletedAsync(cancellationToken)).Where(head => head.DeletedAt is null)];

    /// <summary>The pipelines that are there or were, in the order of their names.</summary>
    public async ValueTask<IReadOnlyList<PipelineHead>> ListEvenDeletedAsync(CancellationToken cancellationToken)
    {
        var heads = new List<PipelineHead>();
        await foreach (var row in _table.RowsAsync(new TableQuery { PartitionKey = Partition, From = "head:", Before = "head;" }, cancellationToken))
            heads.Add(ReadHead(row));
        return heads;
    }

    /// <summary>A pipeline that is there; null when there is none of that name.</summary>
    public async ValueTask<PipelineHead?> FindAsync(string name, CancellationToken cancellationToken) =>
        await FindEvenDeletedAsync(name, cancellationToken) is { DeletedAt: null } head ? head : null;

    /// <summary>A pipeline that is there or was; null when there never was one of that name.</summary>
    public async ValueTask<PipelineHead?> FindEvenDeletedAsync(string name, CancellationToken cancellationToken) =>
        await _table.GetAsync(Partition, HeadKey(name), cancellationToken) is { } row ? ReadHead(row) : null;

    /// <summary>A revision of a pipeline; null when there is none of that number.</summary>
    public async ValueTask<PipelineRevision?> FindRevisionAsync(string name, int revision, CancellationToken cancellationToken) =>
        await _table.GetAsync(Partition, RevisionKey(name, revision), cancellationToken) is { } row
            ? JsonSerializer.Deserialize(row.Value.Span, PipelinesJson.Default.PipelineRevision)
            : null;

    /// <summary>The pipelines with triggers of a key (<see cref="TriggerKeys"/>), in the order of their names.</summary>
    public async ValueTask<IReadOnlyList<PipelineHead>> ListeningAsync(string key, CancellationToken cancellationToken)
    {
        var heads = new List<PipelineHead>();
        var query = new TableQuery { PartitionKey = Partition, From = $"trigger:{key}:", Before = $"trigger:{key};" };
        await foreach (var row in _table.RowsAsync(query, cancellationToken))
        {
            if (await FindAsync(row.RowKey[query.From.Length..], cancellationToken) is { } head)
                heads.Add(head);
        }

        return heads;
    }

    /// <summary>Makes a new revision, unless the newest one is the same document.</summary>
    /// <param name="document">The document, already found valid.</param>
    /// <param name="subject">Who sends it.</param>
    /// <param name="admits">Refuses, by throwing, what the pipeline as it is now (null: there is none) does not admit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The head after it, and whether the pipeline was not there before.</returns>
    public async ValueTask<(PipelineHead Head, bool IsNew)> PutAsync(
        ValidDocument document, string subject, Action<PipelineHead?> admits, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await _table.GetAsync(Partition, HeadKey(document.Definition.Name), cancellationToken);
            var before = row is null ? null : ReadHead(row);
            var present = before is { DeletedAt: null } ? before : null;
            admits(present);
            if (present?.Digest == document.Digest)
                return (present, false);

            var head = HeadOf(document, (before?.Revision ?? 0) + 1, subject);
            try
            {
                await _table.TransactAsync(
                    Partition, [Write(head, row), Write(head, document), .. TriggerRows(head, present?.Triggers ?? [])], cancellationToken);
                return (head, present is null);
            }
            catch (StorageException exception) when (exception is RowChangedException or RowAlreadyExistsException or RowNotFoundException)
            {
                // Somebody made a revision in between: what is admitted is asked anew.
            }
        }
    }

    /// <summary>Deletes a pipeline. Its revisions stay for the records of its runs, and its numbers are never given again.</summary>
    /// <param name="name">The pipeline.</param>
    /// <param name="admits">Refuses, by throwing, what the pipeline as it is now (null: there is none) does not admit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask DeleteAsync(string name, Action<PipelineHead?> admits, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await _table.GetAsync(Partition, HeadKey(name), cancellationToken);
            var present = row is not null && ReadHead(row) is { DeletedAt: null } head ? head : null;
            admits(present);
            if (present is null)
                return;

            try
            {
                var deleted = present with { DeletedAt = time.GetUtcNow() };
                await _table.TransactAsync(
                    Partition,
                    [new TableOperation.Update(HeadKey(name), Write(deleted), row!.ETag), .. TriggerRows(deleted with { Triggers = [] }, present.Triggers)],
                    cancellationToken);
                return;
            }
            catch (StorageException exception) when (exception is RowChangedException or RowNotFoundException)
            {
                // A new revision came in between: what is admitted is asked anew.
            }
        }
    }

    private PipelineHead HeadOf(ValidDocument document, int revision, string subject) => new()
    {
        Name = document.Definition.Name,
        Application = document.Definition.Application,
        Description = document.Definition.Description,
        Revision = revision,
        Digest = document.Digest,
        Stages = document.Definition.Stages.Count,
        Disabled = document.Definition.Disabled,
        Retention = document.Definition.Retention,
        Secrets = document.Secrets,
        Settings = document.Settings,
        Triggers = TriggerKeys.Of(document.Definition),
        Template = document.Template,
        UpdatedAt = time.GetUtcNow(),
        UpdatedBy = subject,
    };

    private static TableOperation Write(PipelineHead head, TableRow? before) => before is null
        ? new TableOperation.Insert(HeadKey(head.Name), Write(head))
        : new TableOperation.Update(HeadKey(head.Name), Write(head), before.ETag);

    private static IEnumerable<TableOperation> TriggerRows(PipelineHead head, IReadOnlyList<string> before) =>
    [
        .. before.Except(head.Triggers).Select(key => new TableOperation.Delete(TriggerKey(key, head.Name), ETag.All)),
        .. head.Triggers.Except(before).Select(key => new TableOperation.Upsert(TriggerKey(key, head.Name), "{}"u8.ToArray())),
    ];

    private static TableOperation.Insert Write(PipelineHead head, ValidDocument document)
    {
        var revision = new PipelineRevision
        {
            Name = head.Name,
            Revision = head.Revision,
            Format = document.Format,
            Text = document.Text,
            Template = document.Template,
            Expanded = document.Expanded,
            CreatedAt = head.UpdatedAt,
            CreatedBy = head.UpdatedBy,
        };
        return new(RevisionKey(head.Name, head.Revision), JsonSerializer.SerializeToUtf8Bytes(revision, PipelinesJson.Default.PipelineRevision));
    }

    private static byte[] Write(PipelineHead head) => JsonSerializer.SerializeToUtf8Bytes(head, PipelinesJson.Default.PipelineHead);

    private static PipelineHead ReadHead(TableRow row) => JsonSerializer.Deserialize(row.Value.Span, PipelinesJson.Default.PipelineHead)!;

    private static string HeadKey(string name) => "head:" + name;

    private static string TriggerKey(string key, string name) => $"trigger:{key}:{name}";

    private static string RevisionKey(string name, int revision) => string.Create(CultureInfo.InvariantCulture, $"revision:{name}:{revision:D10}");
}
