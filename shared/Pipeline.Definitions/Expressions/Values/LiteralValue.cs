namespace Pipeline.Definitions.Expressions.Values;

/// <summary>A value that <c>#doNotEval</c> marked: a <c>${</c> in it is meant to be there. It stands for its value wherever it leaves an expression.</summary>
internal sealed record LiteralValue(object? Value);
