using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Pipeline.Definitions;
using Pipeline.Definitions.Deployments;
using Pipeline.Storage;

namespace Pipeline.Stages.Deployments;

/// <summary>
/// The deployments of every application: a partition <c>application:{name}</c> with a row for each, in the order of their ends, and a partition
/// <c>applications</c> that names them.
/// </summary>
public sealed class DeploymentStore(IStorage storage)
{
    private const string Applications = "applications";
    private readonly ITable table = storage.Table("Deployments");
    private readonly ConcurrentDictionary<string, bool> named = new(StringComparer.Ordinal);

    /// <summary>Keeps a deployment. The same one again changes nothing.</summary>
    public async ValueTask AddAsync(string application, DeploymentRecord deployment, CancellationToken cancellationToken)
    {
        // The name first: a row that no name leads to would be lost.
        if (named.TryAdd(application, true))
        {
            try
            {
                await table.UpsertAsync(new(Applications, application, ReadOnlyMemory<byte>.Empty), cancellationToken);
            }
            catch
            {
                named.TryRemove(application, out _);
                throw;
            }
        }

        var value = JsonSerializer.SerializeToUtf8Bytes(deployment, DefinitionsJson.Default.DeploymentRecord);
        var row = string.Create(CultureInfo.InvariantCulture, $"{At(deployment.EndedAt)}:{deployment.Run}:{deployment.Generation}");
        try
        {
            await table.InsertAsync(new(Partition(application), row, value), cancellationToken);
        }
        catch (RowAlreadyExistsException)
        {
            // The end of this run was recorded before a crash, and is now again.
        }
    }

    /// <summary>The applications that anything was deployed of, in order.</summary>
    public async ValueTask<IReadOnlyList<string>> ListApplicationsAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (var row in table.RowsAsync(new TableQuery { PartitionKey = Applications }, cancellationToken))
            names.Add(row.RowKey);
        return names;
    }

    /// <summary>The deployments of an application that ended at a time or later, oldest first.</summary>
    public async ValueTask<IReadOnlyList<DeploymentRecord>> ListAsync(string application, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var deployments = new List<DeploymentRecord>();
        await foreach (var row in table.RowsAsync(new TableQuery { PartitionKey = Partition(application), From = At(since) }, cancellationToken))
        {
            if (JsonSerializer.Deserialize(row.Value.Span, DefinitionsJson.Default.DeploymentRecord) is { } deployment)
                deployments.Add(deployment);
        }

        return deployments;
    }

    private static string Partition(string application) => $"application:{application}";

    private static string At(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture);
}
