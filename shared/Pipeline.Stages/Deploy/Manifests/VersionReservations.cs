using System.Text.Json;
using Pipeline.Definitions.Manifests.Versions;
using Pipeline.Storage;

namespace Pipeline.Stages.Deploy.Manifests;

/// <summary>
/// Gives version numbers away, each once: a partition for each cluster with a row for each name, changed by compare-and-swap, so that two runs that
/// deploy to one cluster at once never take the same number. Spinnaker reads the number from the cluster and reserves nothing.
/// </summary>
public sealed class VersionReservations(IStorage storage)
{
    private const int MostHolders = 50;
    private const int MostOperations = 100;
    private readonly ITable table = storage.Table("ManifestVersions");

    /// <summary>Reserves a number for each request. The same holder gets the same number again, whenever a step is run twice.</summary>
    /// <param name="cluster">What the cluster is known by.</param>
    /// <param name="holder">The stage attempt that the numbers are for.</param>
    /// <param name="requests">What numbers are wanted for, each name once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The numbers in the order of the requests.</returns>
    public async ValueTask<IReadOnlyList<int>> ReserveAsync(string cluster, string holder, IReadOnlyList<VersionRequest> requests, CancellationToken cancellationToken)
    {
        var numbers = new List<int>();
        foreach (var chunk in requests.Chunk(MostOperations))
            numbers.AddRange(await ReserveSomeAsync(cluster, holder, chunk, cancellationToken));
        return numbers;
    }

    private async ValueTask<int[]> ReserveSomeAsync(string cluster, string holder, VersionRequest[] requests, CancellationToken cancellationToken)
    {
        while (true)
        {
            var rows = await Task.WhenAll(requests.Select(request => table.GetAsync(cluster, request.Key, cancellationToken).AsTask()));
            var numbers = new int[requests.Length];
            var operations = new List<TableOperation>();
            foreach (var (index, (request, row)) in requests.Zip(rows).Index())
            {
                var before = row is null ? null : JsonSerializer.Deserialize(row.Value.Span, DeployManifestJson.Default.VersionRow);
                if (before?.Holders.LastOrDefault(each => each.Holder == holder) is { } known)
                {
                    numbers[index] = known.Number;
                    continue;
                }

                numbers[index] = VersionRules.Next(request.Existing, request.Name, before?.Last);
                var after = new VersionRow(numbers[index], [.. (before?.Holders ?? []).TakeLast(MostHolders - 1), new(holder, numbers[index])]);
                var value = JsonSerializer.SerializeToUtf8Bytes(after, DeployManifestJson.Default.VersionRow);
                operations.Add(row is null ? new TableOperation.Insert(request.Key, value) : new TableOperation.Update(request.Key, value, row.ETag));
            }

            try
            {
                if (operations.Count > 0)
                    await table.TransactAsync(cluster, operations, cancellationToken);
                return numbers;
            }
            catch (StorageException exception) when (exception is RowChangedException or RowAlreadyExistsException or RowNotFoundException)
            {
                // Another run was first, or this very reservation had taken effect and its answer was lost: look again.
            }
        }
    }
}

/// <summary>What a version number is wanted for.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Name">The name without version.</param>
/// <param name="Existing">The names of the kind's objects in the namespace.</param>
public sealed record VersionRequest(string Namespace, string Kind, string Name, IReadOnlyCollection<string> Existing)
{
    /// <summary>The row's key.</summary>
    internal string Key => $"{Namespace}:{Kind}:{Name}";
}

/// <summary>What was given away of one name.</summary>
/// <param name="Last">The greatest number.</param>
/// <param name="Holders">Whom the last numbers were given to, oldest first.</param>
internal sealed record VersionRow(int Last, IReadOnlyList<VersionHolder> Holders);

/// <summary>Whom a number was given to.</summary>
/// <param name="Holder">The stage attempt.</param>
/// <param name="Number">The number.</param>
internal sealed record VersionHolder(string Holder, int Number);
