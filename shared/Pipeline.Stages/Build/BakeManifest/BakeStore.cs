using Pipeline.Stages.Runs;
using Pipeline.Storage;

namespace Pipeline.Stages.Build.BakeManifest;

/// <summary>
/// The results of bakes by their keys, an application's for itself, so that an equal bake is found again. A result goes with the run that made it.
/// </summary>
public sealed class BakeStore(IStorage storage) : IRunRecords
{
    private readonly IBlobs blobs = storage.Blobs("bakes");

    /// <summary>The manifests of an equal bake; null when there is none.</summary>
    internal async ValueTask<ReadOnlyMemory<byte>?> FindAsync(string application, string key, CancellationToken cancellationToken) =>
        (await blobs.GetAsync(Name(application, key), cancellationToken: cancellationToken))?.Content;

    /// <summary>Keeps manifests. Doing it again changes nothing.</summary>
    internal async ValueTask KeepAsync(StageRun run, string key, ReadOnlyMemory<byte> manifests, CancellationToken cancellationToken)
    {
        // The mark goes first: a result without one would stay for ever.
        await blobs.PutAsync($"runs/{run.Id}/{run.Application}/{key}", ReadOnlyMemory<byte>.Empty, cancellationToken: cancellationToken);
        await blobs.PutAsync(Name(run.Application, key), manifests, cancellationToken: cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(string run, CancellationToken cancellationToken)
    {
        var prefix = $"runs/{run}/";
        await foreach (var mark in blobs.ListAsync(prefix, cancellationToken))
        {
            await blobs.DeleteAsync($"results/{mark.Name[prefix.Length..]}", cancellationToken);
            await blobs.DeleteAsync(mark.Name, cancellationToken);
        }
    }

    private static string Name(string application, string key) => $"results/{application}/{key}";
}
