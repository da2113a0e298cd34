using System.Text.Json.Nodes;

namespace Pipeline.Connectors.Kubernetes;

/// <summary>
/// The API of one cluster, as one identity sees it. Objects are unstructured: JSON as the API server has it. Every member throws
/// <see cref="KubernetesException"/> with the server's own reason and message when the server refuses or cannot be reached.
/// </summary>
public interface IKubernetesClient : IDisposable
{
    /// <summary>Finds how the server serves a kind. Answers are kept for a while; a kind that is not known is looked for anew once.</summary>
    /// <param name="apiVersion">For example <c>apps/v1</c>; null: the version that the server prefers.</param>
    /// <param name="kind">The kind, for example <c>Deployment</c>; its case does not matter, and plural, singular and short names are taken too.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KubernetesException">The server does not serve the kind (<see cref="KubernetesFailure.KindNotFound"/>).</exception>
    ValueTask<ApiResource> FindResourceAsync(string? apiVersion, string kind, CancellationToken cancellationToken);

    /// <summary>Reads an object; null when there is none.</summary>
    Task<JsonObject?> FindAsync(ObjectReference reference, CancellationToken cancellationToken);

    /// <summary>Reads the objects of a kind, page by page until the last. A list that expires on the way is begun anew.</summary>
    Task<ObjectList> ListAsync(ObjectQuery query, CancellationToken cancellationToken);

    /// <summary>Creates an object.</summary>
    /// <returns>The object as stored.</returns>
    Task<JsonObject> CreateAsync(JsonObject manifest, WriteOptions options, CancellationToken cancellationToken);

    /// <summary>Applies a manifest on the server: creates the object, or merges what this field manager wants into it.</summary>
    /// <exception cref="KubernetesException">Fields belong to another manager (<see cref="KubernetesFailure.Conflict"/>) and force is off.</exception>
    Task<JsonObject> ApplyAsync(JsonObject manifest, ApplyOptions options, CancellationToken cancellationToken);

    /// <summary>Replaces an object; with <c>metadata.resourceVersion</c> only that version.</summary>
    Task<JsonObject> ReplaceAsync(JsonObject manifest, WriteOptions options, CancellationToken cancellationToken);

    /// <summary>Patches an object.</summary>
    Task<JsonObject> PatchAsync(ObjectReference reference, PatchKind kind, JsonNode patch, WriteOptions options, CancellationToken cancellationToken);

    /// <summary>Deletes an object.</summary>
    /// <returns>False when there was none.</returns>
    Task<bool> DeleteAsync(ObjectReference reference, DeletionOptions options, CancellationToken cancellationToken);

    /// <summary>Sets the number of replicas by the scale subresource.</summary>
    Task ScaleAsync(ObjectReference reference, int replicas, WriteOptions options, CancellationToken cancellationToken);

    /// <summary>
    /// Follows the objects of a kind from a list's resource version on. Broken connections are made anew from the last version seen; a version that the
    /// server has forgotten (410) is answered by a new list, whose objects come as <see cref="WatchEventKind.Listed"/> after <see cref="WatchEventKind.Restarted"/>.
    /// </summary>
    IAsyncEnumerable<WatchEvent> WatchAsync(ObjectQuery query, string resourceVersion, CancellationToken cancellationToken);

    /// <summary>Reads a container's log.</summary>
    Task<string> ReadLogAsync(string @namespace, string pod, LogOptions options, CancellationToken cancellationToken);

    /// <summary>Follows a container's log, line by line, until the container ends.</summary>
    IAsyncEnumerable<string> FollowLogAsync(string @namespace, string pod, LogOptions options, CancellationToken cancellationToken);

    /// <summary>The events about an object, oldest first.</summary>
    Task<IReadOnlyList<JsonObject>> ListEventsAsync(ObjectReference reference, string? uid, CancellationToken cancellationToken);

    /// <summary>Asks whether this identity may do something.</summary>
    Task<AccessAnswer> ReviewAccessAsync(AccessQuestion question, CancellationToken cancellationToken);

    /// <summary>The server's version, for example <c>v1.32.0</c>.</summary>
    Task<string> FindVersionAsync(CancellationToken cancellationToken);
}
