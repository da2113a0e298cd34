using Pipeline.Definitions.Retention;

namespace Pipeline.Functions.Pipelines;

/// <summary>What is known of a pipeline without reading its document.</summary>
public sealed record PipelineHead
{
    /// <summary>Its name, unique in the environment.</summary>
    public required string Name { get; init; }

    /// <summary>The application that it belongs to.</summary>
    public required string Application { get; init; }

    /// <summary>What it is for, from the document.</summary>
    public string? Description { get; init; }

    /// <summary>The newest revision, counted from 1. Goes on after the pipeline was deleted and made again.</summary>
    public required int Revision { get; init; }

    /// <summary>SHA-256 of the newest document, to know an identical one.</summary>
    public required string Digest { get; init; }

    /// <summary>How many stages it has.</summary>
    public required int Stages { get; init; }

    /// <summary>Whether starting a run is refused.</summary>
    public bool Disabled { get; init; }

    /// <summary>How long its runs are kept; null: as the server keeps them.</summary>
    public RunRetention? Retention { get; init; }

    /// <summary>The names of the secrets that its document refers to.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>The settings that its document names, as <c>kind/name</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>The events that its triggers listen to (<see cref="TriggerKeys"/>).</summary>
    public IReadOnlyList<string> Triggers { get => field ?? []; init; } = [];

    /// <summary>The template that it is an instance of; null when it is none.</summary>
    public Definitions.Templates.TemplateUse? Template { get; init; }

    /// <summary>When the newest revision was made.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Who made it.</summary>
    public required string UpdatedBy { get; init; }

    /// <summary>When it was deleted; null while it is there.</summary>
    public DateTimeOffset? DeletedAt { get; init; }
}
