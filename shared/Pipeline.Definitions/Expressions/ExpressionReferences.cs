namespace Pipeline.Definitions.Expressions;

/// <summary>The names that expressions refer to, as far as they can be read without evaluating.</summary>
public sealed record ExpressionReferences
{
    /// <summary>Bare names: variables, stages by id, and in selections and projections also properties of elements.</summary>
    public IReadOnlyList<string> Variables { get; init; } = [];

    /// <summary>Stages named in <c>#stage('…')</c>, <c>#stageByRefId('…')</c>, <c>#judgment('…')</c>, <c>#manifestLabelValue('…', …)</c> and <c>stages['…']</c>.</summary>
    public IReadOnlyList<string> Stages { get; init; } = [];

    /// <summary>Functions, without the <c>#</c>.</summary>
    public IReadOnlyList<string> Functions { get; init; } = [];

    /// <summary>Secrets named in <c>secrets.name</c> and <c>secrets['name']</c>.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];
}
