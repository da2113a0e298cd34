using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Pipeline.Stages;

/// <summary>A line of the catalog: a stage type's name, how it is made, and what the kernel must know of it.</summary>
public sealed record StageType
{
    /// <summary>The dotted, lower-case name in definitions, for example <c>feature.webhook</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The title in English.</summary>
    public required string Title { get; init; }

    /// <summary>The title in Korean.</summary>
    public required string KoreanTitle { get; init; }

    /// <summary>The class that implements it, whose documentation is the type's description.</summary>
    public required Type StageClass { get; init; }

    /// <summary>The source-generated contract of the typed input, from which schema, form and reference page are derived.</summary>
    public required JsonTypeInfo Input { get; init; }

    /// <summary>Makes the stage with what it needs from the container.</summary>
    public required Func<IServiceProvider, IStage> Create { get; init; }

    /// <summary>What the stage puts out, by name, with a sentence each.</summary>
    public IReadOnlyList<StageOutput> Outputs { get; init; } = [];

    /// <summary>How long an attempt may take when the definition does not say; null: for ever.</summary>
    public TimeSpan? DefaultTimeout { get; init; }

    /// <summary>How long one step may take, 60 s unless the type needs more; at most 5 min.</summary>
    public TimeSpan StepTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The input that is a list of maps with <c>name</c> and <c>value</c> and is evaluated item by item, in order: an item's expressions read the
    /// values before it by name. Null: all of <c>with</c> is evaluated at once.
    /// </summary>
    public string? OrderedInput { get; init; }

    /// <summary>
    /// Whether its output <c>artifacts</c> comes from the records of runs, so that what those artifacts say of their provenance is true; of other
    /// stages' outputs it is not believed.
    /// </summary>
    public bool FindsArtifacts { get; init; }

    /// <summary>Whether a person may skip it while it waits.</summary>
    public bool CanSkip { get; init; }

    /// <summary>Whether a person decides it (the judge command is accepted), and under which rule.</summary>
    public StageDecisionRule? Decision { get; init; }

    /// <summary>The group: what stands before the first dot of the name.</summary>
    public string Group => Name[..Name.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>The name of its activity function, for example <c>DeployManifest</c> for <c>deploy.manifest</c>, <c>FeatureRunPipeline</c> for <c>feature.run-pipeline</c>.</summary>
    public string ActivityName => string.Concat(Name.Split('.', '-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}

/// <summary>One output of a stage type.</summary>
/// <param name="Name">Its name, as expressions read it.</param>
/// <param name="Description">What it holds.</param>
public sealed record StageOutput(string Name, string Description);

/// <summary>Who decides a stage that people decide.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StageDecisionRule>))]
public enum StageDecisionRule
{
    /// <summary>Whoever has one of the roles that the stage's input names (any editor or approver when it names none) decides alone.</summary>
    [JsonStringEnumMemberName("judgement")] Judgement,

    /// <summary>Approvers of the application decide; a quorum of distinct people may be asked for.</summary>
    [JsonStringEnumMemberName("approval")] Approval,
}
