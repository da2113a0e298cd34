namespace Pipeline.Definitions.Import.Spinnaker;

/// <summary>One thing that a Spinnaker pipeline says and the document made of it does not say, or says in another way.</summary>
/// <param name="Path">The field of the input, for example <c>stages[2].restrictedExecutionWindow.jitter</c>.</param>
/// <param name="What">What it is.</param>
/// <param name="Why">Why it has no counterpart.</param>
/// <param name="Instead">What to do about it.</param>
public sealed record MissingFeature(string Path, string What, string Why, string Instead);
