namespace Pipeline.Definitions.Expressions.Syntax;

/// <summary>
/// Builds the tree of one expression. The grammar is the Spring Expression Language's without assignment, beans, arrays and
/// variables of one's own; precedence and associativity are the same. Depth is bounded, so no input overflows the stack.
/// </summary>
internal sealed partial class Parser(IReadOnlyList<Token> tokens, ExpressionLimits limits)
{
    private int _next;
    private int _nesting;

    private Token Current => tokens[_next];

    /// <exception cref="ExpressionException">The tokens are not an expression.</exception>
    public Node Parse()
    {
        if (Current.Kind == TokenKind.End) throw new ExpressionException("The expression is empty.", Current.Position);
        var expression = ParseExpression();
        return Current.Kind == TokenKind.End ? expression : throw Unexpected();
    }

    private Node ParseExpression()
    {
        if (++_nesting > limits.ExpressionDepth) throw TooDeep(Current.Position);
        var condition = ParseBinary(lowestPrecedence: 0);
        var position = Current.Position;
        if (Skip("?:"))
        {
            condition = Sized(new ElvisNode(position, condition, ParseExpression()));
        }
        else if (Skip("?"))
        {
            var then = ParseExpression();
            Expect(":", "the two outcomes of '?' are separated by ':'");
            condition = Sized(new ConditionalNode(position, condition, then, ParseExpression()));
        }
        _nesting--;
        return condition;
    }

    private Node ParseBinary(int lowestPrecedence)
    {
        var left = ParseUnary();
        while (Operators.Find(Current) is { } found && found.Precedence >= lowestPrecedence)
        {
            var position = Current.Position;
            _next++;
            var right = ParseBinary(found.Precedence + 1);
            left = Sized(new BinaryNode(position, found.Operator, left, right));
            if (!found.Chains && Operators.Find(Current) is { } again && again.Precedence == found.Precedence)
                throw new ExpressionException($"{Current.Shown} cannot follow another operator of its kind; use parentheses.", Current.Position);
        }
        return left;
    }

    private Node ParseUnary()
    {
        UnaryOperator? prefix = Current switch
        {
            _ when Current.Is("-") => UnaryOperator.Minus,
            _ when Current.Is("+") => UnaryOperator.Plus,
            _ when Current.Is("!") || Current.IsWord("not") => UnaryOperator.Not,
            _ => null,
        };
        if (prefix is not { } operation) return ParseNavigation();
        if (++_nesting > limits.ExpressionDepth) throw TooDeep(Current.Position);
        var position = Current.Position;
        _next++;
        var operand = ParseUnary();
        _nesting--;
        return Sized(new UnaryNode(position, operation, operand));
    }

    private List<Node> ParseArguments()
    {
        Expect("(", "arguments are in parentheses");
        var arguments = new List<Node>();
        if (Skip(")")) return arguments;
        do arguments.Add(ParseExpression()); while (Skip(","));
        Expect(")", "the arguments end with ')'");
        return arguments;
    }

    private bool Skip(string symbol)
    {
        if (!Current.Is(symbol)) return false;
        _next++;
        return true;
    }

    private void Expect(string symbol, string why)
    {
        if (!Skip(symbol)) throw new ExpressionException($"Expected '{symbol}' but found {Current.Shown}: {why}.", Current.Position);
    }

    /// <summary>Notes the node's depth and refuses what is too deep to be evaluated by recursion.</summary>
    private Node Sized(Node node)
    {
        var depth = 1;
        foreach (var child in node.Children) depth = Math.Max(depth, child.Depth + 1);
        return depth <= limits.ExpressionDepth ? node with { Depth = depth } : throw TooDeep(node.Position);
    }

    private ExpressionException TooDeep(int position) =>
        new($"The expression is nested deeper than {limits.ExpressionDepth} levels.", position);

    private ExpressionException Unexpected() => Current switch
    {
        _ when Current.Is("=") => new("'=' would assign, which an expression cannot do; compare with '=='.", Current.Position),
        _ when Current.Is("&") || Current.Is("|") => new($"Write '{Current.Text}{Current.Text}'.", Current.Position),
        _ when Current.Is("@") => new("Beans ('@name') do not exist here; functions are called as '#name(…)'.", Current.Position),
        _ => new($"Unexpected {Current.Shown}.", Current.Position),
    };
}
