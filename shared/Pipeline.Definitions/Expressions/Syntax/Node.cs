namespace Pipeline.Definitions.Expressions.Syntax;

/// <summary>A node of a parsed expression. <paramref name="Position"/> is where a fault of this node is shown.</summary>
internal abstract record Node(int Position)
{
    /// <summary>Levels below and including this node; the parser bounds it, so that evaluation can recurse safely.</summary>
    public int Depth { get; init; } = 1;

    /// <summary>The nodes directly below this one.</summary>
    public virtual IEnumerable<Node> Children => [];
}

/// <summary>A number, text, true, false or null.</summary>
internal sealed record LiteralNode(int Position, object? Value) : Node(Position);

/// <summary>A bare name: a property of the current element, a variable, or a stage.</summary>
internal sealed record NameNode(int Position, string Name) : Node(Position);

/// <summary><c>#this</c> or <c>#root</c>.</summary>
internal sealed record ContextNode(int Position, bool IsRoot) : Node(Position);

/// <summary><c>{1, 2}</c></summary>
internal sealed record ListNode(int Position, IReadOnlyList<Node> Items) : Node(Position)
{
    public override IEnumerable<Node> Children => Items;
}

/// <summary><c>{a: 1, 'b': 2}</c>; a bare name as key stands for itself.</summary>
internal sealed record MapNode(int Position, IReadOnlyList<(Node Key, Node Value)> Entries) : Node(Position)
{
    public override IEnumerable<Node> Children => Entries.SelectMany(entry => new[] { entry.Key, entry.Value });
}

/// <summary><c>#name(arguments)</c></summary>
internal sealed record FunctionNode(int Position, string Name, IReadOnlyList<Node> Arguments) : Node(Position)
{
    public override IEnumerable<Node> Children => Arguments;
}

/// <summary><c>T(java.lang.Math)</c></summary>
internal sealed record TypeNode(int Position, string Name) : Node(Position);

/// <summary><c>new java.util.Date()</c></summary>
internal sealed record ConstructorNode(int Position, string Name, IReadOnlyList<Node> Arguments) : Node(Position)
{
    public override IEnumerable<Node> Children => Arguments;
}
