using System.Text.Json.Nodes;

namespace Pipeline.Stages.Plans;

/// <summary>What a run would do, as far as that can be told without running it. Nothing of it is stored.</summary>
public sealed record DryRunPlan
{
    /// <summary>The pipeline's name.</summary>
    public required string Pipeline { get; init; }

    /// <summary>The application that it belongs to.</summary>
    public required string Application { get; init; }

    /// <summary>The revision of the definition that the run would be frozen to.</summary>
    public required int Revision { get; init; }

    /// <summary>The parameters that the run would have, defaults filled in; secret ones masked.</summary>
    public required JsonObject Parameters { get; init; }

    /// <summary>What would keep the run from starting.</summary>
    public required IReadOnlyList<DryRunFault> Faults { get; init; }

    /// <summary>The ids of the stages that can run at the same time, wave after wave: each waits for some stage of the wave before.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Waves { get; init; }

    /// <summary>The stages, each behind all of those that it depends on.</summary>
    public required IReadOnlyList<DryRunStage> Stages { get; init; }
}

/// <summary>What a stage would do.</summary>
public sealed record DryRunStage
{
    /// <summary>Its id in the definition.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>Its stage type.</summary>
    public required string Type { get; init; }

    /// <summary>The wave that it is in, counted from 1.</summary>
    public required int Wave { get; init; }

    /// <summary>The ids of the stages directly upstream.</summary>
    public required IReadOnlyList<string> DependsOn { get; init; }

    /// <summary>Whether it would run at all; null when its definition does not make that a question.</summary>
    public DryRunCondition? EnabledIf { get; init; }

    /// <summary>
    /// Its inputs as they would be evaluated; what cannot be known stands in them as it was written, secrets as references. Null for a stage
    /// that would be skipped.
    /// </summary>
    public JsonObject? Inputs { get; init; }

    /// <summary>The fields whose values are known only while the run is under way.</summary>
    public IReadOnlyList<DryRunUnknown> Unknown { get; init; } = [];

    /// <summary>What would fail the stage.</summary>
    public IReadOnlyList<DryRunFault> Faults { get; init; } = [];
}

/// <summary>A stage's <c>enabledIf</c>.</summary>
/// <param name="Expression">As written.</param>
/// <param name="Result">What it comes to; null when that is known only while the run is under way, or when it fails.</param>
/// <param name="Reason">Why it is not known.</param>
public sealed record DryRunCondition(string Expression, bool? Result, string? Reason = null);

/// <summary>A field whose value is known only while the run is under way.</summary>
/// <param name="Path">The field, for example <c>with.headers.X-Image</c>.</param>
/// <param name="Expression">The text as written.</param>
/// <param name="Reason">Why it is not known.</param>
public sealed record DryRunUnknown(string Path, string Expression, string Reason);

/// <summary>Something that would fail.</summary>
/// <param name="Code">A stable word for the kind of fault, where a run has one the same.</param>
/// <param name="Path">The field, for example <c>with.url</c>; empty for the whole.</param>
/// <param name="Message">What is wrong.</param>
public sealed record DryRunFault(string Code, string Path, string Message);
