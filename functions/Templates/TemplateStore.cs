using System.Globalization;
using System.Text.Json;
using Pipeline.Functions.Pipelines;
using Pipeline.Storage;

namespace Pipeline.Functions.Templates;

/// <summary>
/// The templates and all of their revisions. One partition holds a row <c>head:{name}</c> and a row <c>revision:{name}:{number}</c> for
/// every revision, so that a new revision and its head come in one transaction.
/// </summary>
public sealed class TemplateStore(IStorage storage, TimeProvider time)
{
    private const string Partition = "templates";
    private readonly ITable _table = storage.Table("Templates");

    /// <summary>The templates that are there, in the order of their names.</summary>
    public async ValueTask<IReadOnlyList<TemplateHead>> ListAsync(CancellationToken cancellationToken)
    {
        var heads = new List<TemplateHead>();
        await foreach (var row in _table.RowsAsync(new TableQuery { PartitionKey = Partition, From = "head:", Before = "head;" }, cancellationToken))
        {
            if (ReadHead(row) is { DeletedAt: null } head)
                heads.Add(head);
        }

        return heads;
    }

    /// <summary>A template that is there; null when there is none of that name.</summary>
    public async ValueTask<TemplateHead?> FindAsync(string name, CancellationToken cancellationToken) =>
        await _table.GetAsync(Partition, HeadKey(name), cancellationToken) is { } row && ReadHead(row) is { DeletedAt: null } head ? head : null;

    /// <summary>A revision of a template; null when there is none of that number.</summary>
    public async ValueTask<TemplateRevision?> FindRevisionAsync(string name, int revision, CancellationToken cancellationToken) =>
        await _table.GetAsync(Partition, RevisionKey(name, revision), cancellationToken) is { } row
            ? JsonSerializer.Deserialize(row.Value.Span, TemplatesJson.Default.TemplateRevision)
            : null;

    /// <summary>Makes a new revision, unless the newest one is the same document.</summary>
    /// <param name="document">The document, already found valid.</param>
    /// <param name="subject">Who sends it.</param>
    /// <param name="admits">Refuses, by throwing, what the template as it is now (null: there is none) does not admit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The head after it, and whether it is a new template and a new revision.</returns>
    public async ValueTask<(TemplateHead Head, bool IsNew, bool IsChanged)> PutAsync(
        ValidTemplate document, string subject, Action<TemplateHead?> admits, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await _table.GetAsync(Partition, HeadKey(document.Template.Name), cancellationToken);
            var before = row is null ? null : ReadHead(row);
            var present = before is { DeletedAt: null } ? before : null;
            admits(present);
            var head = HeadOf(document, (before?.Revision ?? 0) + 1, subject);
            if (present?.Digest == head.Digest)
                return (present, false, false);

            try
            {
                await _table.TransactAsync(Partition, [Write(head, row), Write(head, document)], cancellationToken);
                return (head, present is null, true);
            }
            catch (StorageException exception) when (exception is RowChangedException or RowAlreadyExistsException)
            {
                // Somebody made a revision in between: what is admitted is asked anew.
            }
        }
    }

    /// <summary>Deletes a template. Its revisions stay, and its numbers are never given again.</summary>
    /// <param name="name">The template.</param>
    /// <param name="admits">Refuses, by throwing, what the template as it is now (null: there is none) does not admit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask DeleteAsync(string name, Action<TemplateHead?> admits, CancellationToken cancellationToken)
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
                await _table.UpdateAsync(row! with { Value = Write(present with { DeletedAt = time.GetUtcNow() }) }, cancellationToken);
                return;
            }
            catch (RowChangedException)
            {
                // A new revision came in between: what is admitted is asked anew.
            }
        }
    }

    private TemplateHead HeadOf(ValidTemplate document, int revision, string subject) => new()
    {
        Name = document.Template.Name,
        Application = document.Template.Application,
        Description = document.Template.Description,
        Revision = revision,
        Digest = PipelineRevision.DigestOf(document.Text, document.Format),
        UpdatedAt = time.GetUtcNow(),
        UpdatedBy = subject,
    };

    private static TableOperation Write(TemplateHead head, TableRow? before) => before is null
        ? new TableOperation.Insert(HeadKey(head.Name), Write(head))
        : new TableOperation.Update(HeadKey(head.Name), Write(head), before.ETag);

    private static TableOperation.Insert Write(TemplateHead head, ValidTemplate document)
    {
        var revision = new TemplateRevision
        {
            Name = head.Name,
            Revision = head.Revision,
            Format = document.Format,
            Text = document.Text,
            CreatedAt = head.UpdatedAt,
            CreatedBy = head.UpdatedBy,
        };
        return new(RevisionKey(head.Name, head.Revision), JsonSerializer.SerializeToUtf8Bytes(revision, TemplatesJson.Default.TemplateRevision));
    }

    private static byte[] Write(TemplateHead head) => JsonSerializer.SerializeToUtf8Bytes(head, TemplatesJson.Default.TemplateHead);

    private static TemplateHead ReadHead(TableRow row) => JsonSerializer.Deserialize(row.Value.Span, TemplatesJson.Default.TemplateHead)!;

    private static string HeadKey(string name) => "head:" + name;

    private static string RevisionKey(string name, int revision) => string.Create(CultureInfo.InvariantCulture, $"revision:{name}:{revision:D10}");
}
