namespace Pipeline.Definitions.Expressions;

/// <summary>
/// Something outside the run that an expression asks for. Evaluation does no I/O: it says what it lacks
/// (<see cref="ExpressionEvaluation.Lookups"/>), the caller finds it, puts it into <see cref="ExpressionScope.Answers"/>, and evaluates again.
/// </summary>
/// <param name="Kind">What is asked for.</param>
/// <param name="Key">Which one: the URL, the pipeline's name, or the reference of the content.</param>
public sealed record ExpressionLookup(ExpressionLookupKind Kind, string Key);

/// <summary>What an expression can ask for.</summary>
public enum ExpressionLookupKind
{
    /// <summary>The text at an absolute http or https URL.</summary>
    UrlText,

    /// <summary>The id of the pipeline of a name.</summary>
    PipelineId,

    /// <summary>The content of an artifact that was moved to storage, in Base64.</summary>
    ArtifactContent,
}

/// <summary>What was found.</summary>
public sealed record ExpressionAnswer
{
    /// <summary>The text or the id; <see langword="null"/> when there is none.</summary>
    public string? Value { get; init; }

    /// <summary>Why it could not be found out, a sentence; the expression fails with it.</summary>
    public string? Fault { get; init; }
}
