namespace Pipeline.Definitions.Expressions.Syntax;

/// <summary>A step from a value to something in it. A null-safe step (<c>?.</c>) gives null where there is nothing to step from.</summary>
internal abstract record NavigationNode(int Position, Node Target, bool NullSafe) : Node(Position)
{
    public override IEnumerable<Node> Children => [Target];
}

/// <summary><c>target.name</c></summary>
internal sealed record PropertyNode(int Position, Node Target, bool NullSafe, string Name) : NavigationNode(Position, Target, NullSafe);

/// <summary><c>target[index]</c></summary>
internal sealed record IndexNode(int Position, Node Target, bool NullSafe, Node Index) : NavigationNode(Position, Target, NullSafe)
{
    public override IEnumerable<Node> Children => [Target, Index];
}

/// <summary><c>target.name(arguments)</c></summary>
internal sealed record MethodNode(int Position, Node Target, bool NullSafe, string Name, IReadOnlyList<Node> Arguments)
    : NavigationNode(Position, Target, NullSafe)
{
    public override IEnumerable<Node> Children => [Target, .. Arguments];
}

/// <summary>Which of the elements that match a selection keeps.</summary>
internal enum SelectionKind
{
    /// <summary><c>.?[ ]</c></summary>
    All,

    /// <summary><c>.^[ ]</c></summary>
    First,

    /// <summary><c>.$[ ]</c></summary>
    Last,
}

/// <summary><c>target.?[condition]</c>, <c>target.^[condition]</c>, <c>target.$[condition]</c></summary>
internal sealed record SelectionNode(int Position, Node Target, bool NullSafe, SelectionKind Kind, Node Condition)
    : NavigationNode(Position, Target, NullSafe)
{
    public override IEnumerable<Node> Children => [Target, Condition];
}

/// <summary><c>target.![expression]</c></summary>
internal sealed record ProjectionNode(int Position, Node Target, bool NullSafe, Node Body) : NavigationNode(Position, Target, NullSafe)
{
    public override IEnumerable<Node> Children => [Target, Body];
}
