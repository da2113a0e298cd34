using System.Text.Json.Serialization;

namespace Pipeline.Definitions.Triggers;

/// <summary>Pushes, tags and pull requests of a git repository.</summary>
public sealed record GitTrigger : TriggerDefinition
{
    /// <summary>The type's word in documents.</summary>
    public const string TypeName = "git";

    /// <summary>The name of the source repository's setting.</summary>
    public required string Source { get; init; }

    /// <summary>The repository as its server calls it, for example <c>team/shop</c>; letter case means nothing.</summary>
    public required string Repository { get; init; }

    /// <summary>What starts a run; a push when none is given.</summary>
    public IReadOnlyList<GitEvent> Events { get; init; } = [];

    /// <summary>Regular expressions, one of which the whole name of the branch must match; none: any branch. For a pull request, the branch that it wants to change.</summary>
    public IReadOnlyList<string> Branches { get; init; } = [];

    /// <summary>The same for tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Patterns with <c>*</c>, <c>**</c> and <c>?</c>, of which a changed file must match one; <c>!</c> in front takes files out again. None: any file.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Whether pull requests from forks are taken, whose commits anybody may have written.</summary>
    public bool Forks { get; init; }

    /// <summary>How often the server is asked for news where no hook of it can reach this one; null: hooks come.</summary>
    [JsonConverter(typeof(Durations.DurationConverter))]
    public TimeSpan? Poll { get; init; }

    /// <summary>
    /// The file in the repository that holds the pipeline's document, for example <c>.pipeline/deploy.yaml</c>: a run that this trigger starts is
    /// one of the definition at the event's commit. Null: the stored definition's.
    /// </summary>
    public string? Definition { get; init; }

    /// <inheritdoc/>
    public override string Type => TypeName;

    /// <inheritdoc/>
    public override string Key => $"{TypeName}/{Source}";
}
