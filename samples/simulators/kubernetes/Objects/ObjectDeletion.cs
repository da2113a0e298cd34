using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Resources;

namespace Pipeline.Simulators.Kubernetes.Objects;

/// <summary>How an object is deleted.</summary>
public sealed record ObjectDeletion
{
    /// <summary>The finalizer of an object that goes after those that it owns.</summary>
    public const string Foreground = "foregroundDeletion";

    /// <summary><c>Background</c>, <c>Foreground</c> or <c>Orphan</c>; null: in the background.</summary>
    public string? Propagation { get; init; }

    /// <summary>How long a pod has to end; null: as it says.</summary>
    public int? GraceSeconds { get; init; }

    /// <summary>Only the object with this uid.</summary>
    public string? Uid { get; init; }

    /// <summary>Only this version.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Whether nothing is deleted.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Whether owned objects stay.</summary>
    public bool Orphans => string.Equals(Propagation, "Orphan", StringComparison.OrdinalIgnoreCase);

    internal void Demand(ResourceType type, JsonObject item)
    {
        if (Uid is { } uid && uid != item.Uid())
            throw Errors.Conflict(type, item.Name(), $"Precondition failed: UID in precondition: {uid}, UID in object meta: {item.Uid()}");
        if (ResourceVersion is { } version && version != item.ResourceVersion())
            throw Errors.Conflict(type, item.Name(), $"Precondition failed: ResourceVersion in precondition: {version}, ResourceVersion in object meta: {item.ResourceVersion()}");
    }

    /// <summary>What the object waits for before it goes; null when it goes at once.</summary>
    internal DeletionMarks? MarksOf(ResourceType type, JsonObject item)
    {
        var finalizers = item.Finalizers().ToList();
        if (string.Equals(Propagation, "Foreground", StringComparison.OrdinalIgnoreCase) || Propagation == Foreground)
            finalizers = [.. finalizers.Append(Foreground).Distinct()];

        // A pod that no node has is gone at once; else its node lets it end first.
        var grace = type is { Group: "", Kind: "Pod" } && item["spec"]?["nodeName"] is not null && (string?)item["status"]?["phase"] is not ("Succeeded" or "Failed")
            ? GraceSeconds ?? (int?)item["spec"]!["terminationGracePeriodSeconds"] ?? 30
            : 0;
        return finalizers.Count > 0 || grace > 0 || type is { Group: "", Kind: "Namespace" } ? new(grace, finalizers) : null;
    }
}

/// <summary>What an object waits for before it goes.</summary>
/// <param name="GraceSeconds">How long a pod has to end.</param>
/// <param name="Finalizers">Who has to agree.</param>
internal sealed record DeletionMarks(int GraceSeconds, IReadOnlyList<string> Finalizers);
