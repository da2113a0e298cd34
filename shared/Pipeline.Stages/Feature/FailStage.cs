namespace Pipeline.Stages.Feature;

/// <summary>Fails on purpose, with a message: the explicit end of a branch that must not be reached.</summary>
/// <example>
/// <code>
/// - id: not-on-fridays
///   type: feature.fail
///   dependsOn: [is-friday]
///   with: { message: "Version ${parameters.version} may not be released on a Friday." }
/// </code>
/// </example>
public sealed class FailStage : Stage<FailInput>
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "feature.fail",
        Title = "Fail",
        KoreanTitle = "실패",
        StageClass = typeof(FailStage),
        Input = FeatureJson.Default.FailInput,
        Create = _ => new FailStage(),
    };

    /// <inheritdoc/>
    public override ValueTask<StageStep> ExecuteAsync(StageExecution<FailInput> execution, CancellationToken cancellationToken)
    {
        execution.Log.WriteLine(execution.Input.Message);
        return new(new StageStep.Failed(new("failed", execution.Input.Message)));
    }
}

/// <summary>What <c>feature.fail</c> takes.</summary>
public sealed record FailInput
{
    /// <summary>Why it fails; shown as the stage's error.</summary>
    public required string Message { get; init; }
}
