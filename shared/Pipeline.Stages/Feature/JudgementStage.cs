using System.Text.Json.Serialization;
using Pipeline.Definitions;

namespace Pipeline.Stages.Feature;

/// <summary>
/// Asks a person whether and how the run goes on: NHN's Judgement, Spinnaker's manual judgment. The chosen option is read downstream as
/// <c>#judgment('name')</c> or by a <c>feature.precondition</c>. A refusal follows <c>onReject</c>, not <c>onFailure</c>.
/// </summary>
/// <example>
/// <code>
/// - id: where-to
///   name: Where to?
///   type: feature.judgement
///   dependsOn: [tests]
///   onReject: fail-branch
///   with:
///     instructions: "Version ${parameters.version} is tested. Where shall it go?"
///     options: [staging, production]
///     roles: [editor, approver]
/// </code>
/// </example>
public sealed class JudgementStage : Stage<JudgementInput>
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "feature.judgement",
        Title = "Judgement",
        KoreanTitle = "판단",
        StageClass = typeof(JudgementStage),
        Input = FeatureJson.Default.JudgementInput,
        Create = _ => new JudgementStage(),
        Decision = StageDecisionRule.Judgement,
        DefaultTimeout = TimeSpan.FromDays(3),
        Outputs = DecisionOutputs.Described,
    };

    /// <inheritdoc/>
    public override ValueTask<StageStep> ExecuteAsync(StageExecution<JudgementInput> execution, CancellationToken cancellationToken)
    {
        if (execution.Decision is { } decision)
            return new(DecisionOutputs.StepOf(decision, execution));

        var input = execution.Input;
        if (input.Options.Any(string.IsNullOrWhiteSpace) || input.Options.Distinct(StringComparer.Ordinal).Count() < input.Options.Count)
            throw new StageFailedException(new StageError("invalid-input", "'options' holds an empty text or the same text twice."));

        execution.Log.WriteLine("Waiting for a judgement.");
        return new(new StageStep.Wait([StageSignals.Decision], Question: new()
        {
            Rule = StageDecisionRule.Judgement,
            Instructions = input.Instructions,
            Options = input.Options,
            Roles = [.. input.Roles.Select(role => role.ToString().ToLowerInvariant())],
        }));
    }
}

/// <summary>What <c>feature.judgement</c> takes.</summary>
public sealed record JudgementInput
{
    /// <summary>What the deciding person should know.</summary>
    public string? Instructions { get; init; }

    /// <summary>The values to choose from; none: the person only lets the run go on or stops it.</summary>
    public IReadOnlyList<string> Options { get; set; } = [];

    /// <summary>The roles in the run's application of which one is needed; none: editor, approver or admin.</summary>
    public IReadOnlyList<JudgementRole> Roles { get; set; } = [];
}

/// <summary>A role that may be asked for.</summary>
[JsonConverter(typeof(NamedValueConverter<JudgementRole>))]
public enum JudgementRole
{
    /// <summary>Reads everything.</summary>
    [JsonStringEnumMemberName("viewer")] Viewer,

    /// <summary>Decides approvals and judgements.</summary>
    [JsonStringEnumMemberName("approver")] Approver,

    /// <summary>Changes and runs pipelines.</summary>
    [JsonStringEnumMemberName("editor")] Editor,

    /// <summary>Manages the application.</summary>
    [JsonStringEnumMemberName("admin")] Admin,
}
