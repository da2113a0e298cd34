namespace Pipeline.Definitions.Import.Spinnaker.Expressions;

/// <summary>An expression's look at one value of a stage, such as <c>#stage('Test')['context']['statusCode']</c>.</summary>
/// <param name="Stage">The stage's name or id as the expression has it.</param>
/// <param name="Part">The part of the stage: context, outputs or inputs.</param>
/// <param name="Key">The value's name in that part.</param>
/// <param name="Path">Where the expression stands in the input.</param>
/// <param name="What">The expression, for the report.</param>
internal sealed record StageRead(string Stage, string Part, string Key, string Path, string What);
