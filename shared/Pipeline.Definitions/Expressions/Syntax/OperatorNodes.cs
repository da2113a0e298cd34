namespace Pipeline.Definitions.Expressions.Syntax;

internal enum UnaryOperator
{
    Plus,
    Minus,
    Not,
}

internal enum BinaryOperator
{
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Matches,
    Between,
    InstanceOf,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Power,
}

internal sealed record UnaryNode(int Position, UnaryOperator Operator, Node Operand) : Node(Position)
{
    public override IEnumerable<Node> Children => [Operand];
}

internal sealed record BinaryNode(int Position, BinaryOperator Operator, Node Left, Node Right) : Node(Position)
{
    public override IEnumerable<Node> Children => [Left, Right];
}

/// <summary><c>condition ? then : otherwise</c></summary>
internal sealed record ConditionalNode(int Position, Node Condition, Node Then, Node Otherwise) : Node(Position)
{
    public override IEnumerable<Node> Children => [Condition, Then, Otherwise];
}

/// <summary><c>value ?: otherwise</c></summary>
internal sealed record ElvisNode(int Position, Node Value, Node Otherwise) : Node(Position)
{
    public override IEnumerable<Node> Children => [Value, Otherwise];
}
