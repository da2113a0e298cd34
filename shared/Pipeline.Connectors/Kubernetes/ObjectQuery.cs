using System.Text.Json.Nodes;

namespace Pipeline.Connectors.Kubernetes;

/// <summary>Selects objects of one kind.</summary>
public sealed record ObjectQuery
{
    /// <summary>For example <c>apps/v1</c>; null: the version that the server prefers.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>The kind, for example <c>Deployment</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The namespace; null: all of them.</summary>
    public string? Namespace { get; init; }

    /// <summary>A label selector as the API takes it, for example <c>app=web,tier in (a,b)</c>.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>A field selector as the API takes it, for example <c>metadata.name=web</c>.</summary>
    public string? FieldSelector { get; init; }
}

/// <summary>Objects of one kind at one moment.</summary>
/// <param name="ResourceVersion">The moment, from which a watch goes on.</param>
/// <param name="Items">The objects, each with its kind and API version.</param>
public sealed record ObjectList(string ResourceVersion, IReadOnlyList<JsonObject> Items);

/// <summary>A change that a watch has seen.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Item">The object after it, or the last state before its deletion; null for <see cref="WatchEventKind.Restarted"/>.</param>
public sealed record WatchEvent(WatchEventKind Kind, JsonObject? Item);

/// <summary>What a watch has seen.</summary>
public enum WatchEventKind
{
    /// <summary>An object came to be, or came to match.</summary>
    Added,

    /// <summary>An object changed.</summary>
    Modified,

    /// <summary>An object went, or no longer matches.</summary>
    Deleted,

    /// <summary>The server had forgotten the version: forget what was seen, all of it is listed next.</summary>
    Restarted,

    /// <summary>An object of the list that follows <see cref="Restarted"/>.</summary>
    Listed,
}
