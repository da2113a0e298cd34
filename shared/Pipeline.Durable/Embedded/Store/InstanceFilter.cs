using Pipeline.Durable.Protocol;

namespace Pipeline.Durable.Embedded.Store;

/// <summary>Which instances a query wants.</summary>
internal sealed record InstanceFilter
{
    /// <summary>Statuses to include; all when empty.</summary>
    public IReadOnlyCollection<OrchestrationStatus> Statuses { get; init; } = [];

    /// <summary>Created then or later.</summary>
    public DateTimeOffset? CreatedFrom { get; init; }

    /// <summary>Created then or earlier.</summary>
    public DateTimeOffset? CreatedTo { get; init; }

    /// <summary>How the instance id starts.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Read the inputs too.</summary>
    public bool WithInputs { get; init; }

    /// <summary>The greatest number of instances in a page.</summary>
    public int Take { get; init; } = 100;

    /// <summary>Where the page before this one ended, from <see cref="InstancePage.Continuation"/>.</summary>
    public string? Continuation { get; init; }

    /// <summary>Whether an instance is wanted.</summary>
    public bool Matches(InstanceHead head) =>
        (Statuses.Count == 0 || Statuses.Contains(head.Status))
        && (CreatedFrom is not { } from || head.CreatedAt >= from)
        && (CreatedTo is not { } to || head.CreatedAt <= to)
        && head.InstanceId.StartsWith(Prefix, StringComparison.Ordinal);
}

/// <summary>Some instances of a query.</summary>
/// <param name="Instances">The instances; may be fewer than asked for while more follow.</param>
/// <param name="Continuation">Given back in the next query; null when this was the last page.</param>
internal sealed record InstancePage(IReadOnlyList<InstanceSnapshot> Instances, string? Continuation);
