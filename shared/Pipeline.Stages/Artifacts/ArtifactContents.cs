using System.Security.Cryptography;
using Pipeline.Definitions.Artifacts;
using Pipeline.Stages.Runs;
using Pipeline.Storage;

namespace Pipeline.Stages.Artifacts;

/// <summary>
/// The contents of artifacts that are too long to stay within them: a blob each, under the run that it belongs to, so that it goes when the run
/// does. An artifact that comes from another run gets a content of its own.
/// </summary>
public sealed class ArtifactContents(IStorage storage) : IRunRecords
{
    private readonly IBlobs blobs = storage.Blobs("artifact-contents");

    /// <summary>Moves a long content to storage. Doing it again changes nothing.</summary>
    /// <param name="run">The run that the artifact comes into.</param>
    /// <param name="artifact">The artifact.</param>
    /// <param name="source">
    /// The run that it is known to come from, whose stored content is copied; null for an artifact from outside, of which no reference is followed.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The artifact as it is kept; the same when there is nothing to move.</returns>
    public async ValueTask<Artifact> KeepAsync(string run, Artifact artifact, string? source, CancellationToken cancellationToken)
    {
        if (ArtifactLimits.IsToBeStored(artifact))
            return EmbeddedContent.TryDecode(artifact, out var bytes) ? await StoreAsync(run, artifact, bytes, cancellationToken) : artifact;

        var isOfSource = StoredContent.TryRead(artifact, out var stored) && stored.Run == source && source != run;
        return isOfSource && await FindAsync(stored!, cancellationToken) is { } content
            ? await StoreAsync(run, artifact, content, cancellationToken)
            : artifact;
    }

    /// <summary>The content that an artifact of a run carries or that is stored for it.</summary>
    /// <param name="run">The run that has the artifact; contents of others are not read.</param>
    /// <param name="artifact">The artifact.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Its bytes; null when it has no content, or not any more.</returns>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string run, Artifact artifact, CancellationToken cancellationToken)
    {
        if (EmbeddedContent.TryDecode(artifact, out var carried))
            return carried;
        return StoredContent.TryRead(artifact, out var stored) && stored.Run == run ? await FindAsync(stored, cancellationToken) : null;
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(string run, CancellationToken cancellationToken)
    {
        await foreach (var blob in blobs.ListAsync($"{run}/", cancellationToken))
            await blobs.DeleteAsync(blob.Name, cancellationToken);
    }

    /// <summary>A stored content; null when there is none.</summary>
    internal async ValueTask<ReadOnlyMemory<byte>?> FindAsync(StoredContent content, CancellationToken cancellationToken) =>
        (await blobs.GetAsync(Name(content), cancellationToken: cancellationToken))?.Content;

    private async ValueTask<Artifact> StoreAsync(string run, Artifact artifact, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var content = new StoredContent(run, Convert.ToHexStringLower(SHA256.HashData(bytes.Span)));
        try
        {
            await blobs.PutAsync(Name(content), bytes, new(MustNotExist: true), cancellationToken);
        }
        catch (BlobAlreadyExistsException)
        {
            // Its name is its digest: it is the same.
        }

        return artifact with { Type = ArtifactTypes.RemoteBase64, Reference = content.ToString() };
    }

    private static string Name(StoredContent content) => $"{content.Run}/{content.Digest}";
}
