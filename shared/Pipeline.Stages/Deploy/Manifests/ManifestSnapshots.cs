using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.DataProtection;
using Pipeline.Stages.Runs;
using Pipeline.Storage;

namespace Pipeline.Stages.Deploy.Manifests;

/// <summary>
/// What was in the cluster before a deploy that is all or nothing, kept until it has ended or its run is deleted. It may hold Secrets, so it is
/// encrypted. The first snapshot of an object stands: a step that is run again would see what the step itself has written.
/// </summary>
public sealed class ManifestSnapshots(IStorage storage, IDataProtectionProvider protection) : IRunRecords
{
    private readonly IBlobs blobs = storage.Blobs("manifest-snapshots");
    private readonly IDataProtector protector = protection.CreateProtector("Pipeline.Stages.Deploy.Manifests.Snapshot.v1");

    /// <summary>Keeps the states of some objects, by their places in the order of applying.</summary>
    public async ValueTask KeepAsync(StageExecution execution, int first, IReadOnlyList<JsonObject?> states, CancellationToken cancellationToken)
    {
        var text = new JsonArray([.. states.Select(state => state?.DeepClone())]).ToJsonString();
        try
        {
            await blobs.PutAsync($"{Folder(execution)}{first:D5}", protector.Protect(Encoding.UTF8.GetBytes(text)), new(MustNotExist: true), cancellationToken);
        }
        catch (BlobAlreadyExistsException)
        {
            // An earlier try of this step kept it, before anything was changed.
        }
    }

    /// <summary>The states of all objects, by their places; objects that were not there have null.</summary>
    /// <exception cref="StageFailedException">They were encrypted with a key that is gone.</exception>
    public async ValueTask<IReadOnlyList<JsonObject?>> ReadAsync(StageExecution execution, CancellationToken cancellationToken)
    {
        var states = new List<JsonObject?>();
        await foreach (var entry in blobs.ListAsync(Folder(execution), cancellationToken))
        {
            if (await blobs.GetAsync(entry.Name, cancellationToken: cancellationToken) is not { } blob)
                continue;

            try
            {
                states.AddRange(JsonNode.Parse(protector.Unprotect(blob.Content.ToArray()))!.AsArray().Select(each => each as JsonObject));
            }
            catch (Exception exception) when (exception is CryptographicException or JsonException)
            {
                throw new StageFailedException(new StageError("snapshot-unreadable", "What was there before the deploy was encrypted with a key that is gone, and cannot be restored."), exception);
            }
        }

        return states;
    }

    /// <summary>Forgets what one attempt of a stage kept.</summary>
    public async ValueTask ForgetAsync(StageExecution execution, CancellationToken cancellationToken) => await DeleteAllAsync(Folder(execution), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(string run, CancellationToken cancellationToken) => await DeleteAllAsync($"{run}/", cancellationToken);

    private async ValueTask DeleteAllAsync(string prefix, CancellationToken cancellationToken)
    {
        await foreach (var blob in blobs.ListAsync(prefix, cancellationToken))
            await blobs.DeleteAsync(blob.Name, cancellationToken);
    }

    private static string Folder(StageExecution execution) => $"{execution.AttemptKey}/";
}
