using System.Diagnostics.CodeAnalysis;

namespace Pipeline.Definitions.Artifacts;

/// <summary>The artifacts that ids stand for, or everything that keeps them from being found.</summary>
public sealed record ArtifactBindingResult
{
    /// <summary>One artifact for each id, in the order in which they were expected; null when there is a fault.</summary>
    public IReadOnlyList<BoundArtifact>? Bound { get; init; }

    /// <summary>All faults; empty when the artifacts are bound.</summary>
    public IReadOnlyList<ArtifactFault> Faults { get; init; } = [];

    /// <summary>Whether the artifacts are bound.</summary>
    [MemberNotNullWhen(true, nameof(Bound))]
    public bool IsValid => Bound is not null;
}

/// <summary>Why no artifact could be bound to an id.</summary>
/// <param name="Id">The id of the expected or produced artifact.</param>
/// <param name="Code">The kind of fault: one of <see cref="ArtifactFaultCode"/>.</param>
/// <param name="Message">What is wrong and how to put it right.</param>
public sealed record ArtifactFault(string Id, string Code, string Message);

/// <summary>The kinds of faults that binding artifacts can have; part of the API's contract.</summary>
public static class ArtifactFaultCode
{
    /// <summary>No artifact is what is expected.</summary>
    public const string Unmatched = "unmatched-artifact";

    /// <summary>More than one artifact is what is expected.</summary>
    public const string Ambiguous = "ambiguous-artifact";
}
