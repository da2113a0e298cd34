using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Definitions;
using Pipeline.Stages.Clusters;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Feature;

/// <summary>
/// Lets the stages behind it start only when conditions hold, all of them: the answer of a judgement, the status of stages, the size of a cluster, an expression.
/// When one does not, the stage fails with the code <c>precondition</c>, and <c>onFailure</c> says what that means: with <c>fail-branch</c>
/// the stages behind do not run and the rest of the run goes on.
/// </summary>
/// <example>
/// <code>
/// - id: only-for-production
///   type: feature.precondition
///   dependsOn: [where-to]
///   onFailure: fail-branch
///   with:
///     judgement: { stage: where-to, equals: production }
///     stageStatus: [{ stage: scan, status: SUCCEEDED }]
///     clusterSize: { regions: [production], namespace: shop, cluster: web, comparison: ">=", expected: 2 }
///     expression: "${parameters.version matches '[0-9.]+'}"
/// </code>
/// </example>
public sealed class PreconditionStage(Func<IServerGroupProvider> provider) : Stage<PreconditionInput>
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "feature.precondition",
        Title = "Precondition",
        KoreanTitle = "실행 조건",
        StageClass = typeof(PreconditionStage),
        Input = FeatureJson.Default.PreconditionInput,
        Create = services => new PreconditionStage(services.GetRequiredService<IServerGroupProvider>),
    };

    /// <inheritdoc/>
    public override async ValueTask<StageStep> ExecuteAsync(StageExecution<PreconditionInput> execution, CancellationToken cancellationToken)
    {
        var input = execution.Input;
        if (input is { Judgement: null, StageStatus.Count: 0, ClusterSize: null, Expression: null })
            throw new StageFailedException(new StageError("invalid-input", "Give at least one condition: judgement, stageStatus, clusterSize or expression."));

        var unmet = Unmet(input, execution.Stages).ToList();
        try
        {
            if (input.ClusterSize is { } size)
                unmet.AddRange(await ClusterSizes.UnmetAsync(provider(), size, execution.Run, cancellationToken));
        }
        catch (RegionException exception)
        {
            if (exception.PauseAfter(execution.Step) is not { } pause)
                return new StageStep.Failed(exception.Error);
            execution.Log.WriteLine($"{exception.Message} The stage tries again.");
            return new StageStep.Again(pause, null, null);
        }

        foreach (var condition in unmet)
            execution.Log.WriteLine($"Not met: {condition}");
        return unmet.Count == 0
            ? new StageStep.Succeeded()
            : new StageStep.Failed(new("precondition", input.FailureMessage ?? string.Join(" ", unmet)));
    }

    private static IEnumerable<string> Unmet(PreconditionInput input, StageStates stages)
    {
        if (input.Judgement is { } judgement)
        {
            var chosen = stages.Find(judgement.Stage)?.Decision?.Input;
            if (chosen is null)
                yield return $"No option was chosen in stage '{judgement.Stage}'.";
            else if (chosen == judgement.Value != judgement.Match is ConditionMatch.Matched)
                yield return $"'{chosen}' was chosen in stage '{judgement.Stage}'; the condition is {(judgement.Match is ConditionMatch.Matched ? "" : "anything but ")}'{judgement.Value}'.";
        }

        foreach (var condition in input.StageStatus)
        {
            var status = stages.Find(condition.Stage)?.Status ?? StageStatus.NotStarted;
            if (status != condition.Status)
                yield return $"Stage '{condition.Stage}' is {StatusNames.Of(status)}; the condition is {StatusNames.Of(condition.Status)}.";
        }

        if (input.Expression is false)
            yield return "The expression is false.";
    }
}

/// <summary>What <c>feature.precondition</c> takes; at least one condition, and all that are given must hold.</summary>
public sealed record PreconditionInput
{
    /// <summary>A condition on the option that was chosen in a judgement.</summary>
    public JudgementCondition? Judgement { get; init; }

    /// <summary>Conditions on the status of stages.</summary>
    public IReadOnlyList<StatusCondition> StageStatus { get; set; } = [];

    /// <summary>A condition on how many server groups a cluster has.</summary>
    public ClusterSizeCondition? ClusterSize { get; init; }

    /// <summary>An expression that must be true, for example <c>${parameters.environment == 'production'}</c>.</summary>
    public bool? Expression { get; init; }

    /// <summary>What the error says when a condition does not hold; left out: which one and why.</summary>
    public string? FailureMessage { get; init; }
}

/// <summary>A condition on a judgement.</summary>
public sealed record JudgementCondition
{
    /// <summary>The id or name of the judgement stage.</summary>
    public required string Stage { get; init; }

    /// <summary>The option to compare with.</summary>
    [JsonPropertyName("equals")]
    public required string Value { get; init; }

    /// <summary>Whether that option must have been chosen, or must not.</summary>
    public ConditionMatch Match { get; init; }
}

/// <summary>Whether a comparison must hold.</summary>
[JsonConverter(typeof(NamedValueConverter<ConditionMatch>))]
public enum ConditionMatch
{
    /// <summary>The values are the same.</summary>
    [JsonStringEnumMemberName("matched")] Matched,

    /// <summary>The values differ.</summary>
    [JsonStringEnumMemberName("unmatched")] Unmatched,
}

/// <summary>A condition on a stage's status.</summary>
public sealed record StatusCondition
{
    /// <summary>The stage's id or name.</summary>
    public required string Stage { get; init; }

    /// <summary>The status that it must have.</summary>
    public required StageStatus Status { get; init; }
}
