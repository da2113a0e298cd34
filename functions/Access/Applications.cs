using System.Text.Json;
using Azure;
using Pipeline.Storage;

namespace Pipeline.Functions.Access;

/// <summary>The applications. <see cref="Default"/> is always there.</summary>
public sealed class Applications(IStorage storage, TimeProvider time)
{
    /// <summary>The application of pipelines that name none.</summary>
    public const string Default = "default";

    private const string Partition = "applications";
    private readonly ITable _table = storage.Table("Access");

    /// <summary>All applications in the order of their names.</summary>
    public async ValueTask<IReadOnlyList<Application>> ListAsync(CancellationToken cancellationToken)
    {
        var applications = new List<Application>();
        await foreach (var row in _table.RowsAsync(new TableQuery { PartitionKey = Partition }, cancellationToken))
            applications.Add(Read(row));
        if (applications.All(application => application.Name != Default))
            applications.Add(ImplicitDefault);
        return [.. applications.OrderBy(application => application.Name, StringComparer.Ordinal)];
    }

    /// <summary>One application; null when there is none of that name.</summary>
    public async ValueTask<Application?> FindAsync(string name, CancellationToken cancellationToken) =>
        await _table.GetAsync(Partition, name, cancellationToken) is { } row ? Read(row) : name == Default ? ImplicitDefault : null;

    /// <summary>Makes an application or changes its description.</summary>
    /// <returns>The application, and whether it is new.</returns>
    public async ValueTask<(Application Application, bool IsNew)> PutAsync(string name, string? description, CancellationToken cancellationToken)
    {
        var before = await _table.GetAsync(Partition, name, cancellationToken);
        var application = new Application
        {
            Name = name,
            Description = description,
            CreatedAt = before is null ? time.GetUtcNow() : Read(before).CreatedAt,
        };
        await _table.UpsertAsync(
            new TableRow(Partition, name, JsonSerializer.SerializeToUtf8Bytes(application, AccessJson.Default.Application)), cancellationToken);
        return (application, before is null && name != Default);
    }

    /// <summary>Removes an application; the caller has seen to it that nothing is in it.</summary>
    public ValueTask DeleteAsync(string name, CancellationToken cancellationToken) =>
        _table.DeleteAsync(Partition, name, ETag.All, cancellationToken);

    private static Application ImplicitDefault => new() { Name = Default };

    private static Application Read(TableRow row) => JsonSerializer.Deserialize(row.Value.Span, AccessJson.Default.Application)!;
}

/// <summary>A group of pipelines on which roles are held.</summary>
public sealed record Application
{
    /// <summary>Its name, a lower-case slug.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in its owners' words.</summary>
    public string? Description { get; init; }

    /// <summary>When it was made; null for the default application while nobody has described it.</summary>
    public DateTimeOffset? CreatedAt { get; init; }
}
