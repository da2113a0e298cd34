namespace Pipeline.Definitions.Expressions;

/// <summary>
/// What an evaluation depends on besides the template and the scope. The same template, scope, <see cref="Now"/> and
/// <see cref="Seed"/> always give the same result, so that a repeated step sees what the first one saw.
/// </summary>
public sealed record ExpressionOptions
{
    /// <summary>The instant that <c>new Date()</c>, <c>Instant.now()</c> and the like return; taken once from a <see cref="TimeProvider"/>.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Where <c>Random</c>, <c>Math.random()</c> and <c>UUID.randomUUID()</c> start; for example a hash of run, stage and attempt.</summary>
    public required long Seed { get; init; }

    /// <summary>
    /// How the text of a value is written into the text around it, for templates whose own text is markup; null: as it is. A string that is
    /// one expression has no text around it.
    /// </summary>
    public Func<string, string>? Embed { get; init; }

    /// <summary>What the evaluation may cost.</summary>
    public ExpressionLimits Limits { get; init; } = ExpressionLimits.Default;
}
