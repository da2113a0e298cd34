namespace Pipeline.Definitions.Expressions.Syntax;

internal sealed partial class Parser
{
    private Node ParseNavigation()
    {
        var node = ParsePrimary();
        while (true)
        {
            var position = Current.Position;
            if (Skip(".")) node = ParseStep(node, nullSafe: false);
            else if (Skip("?.")) node = ParseStep(node, nullSafe: true);
            else if (Skip("[")) node = Sized(new IndexNode(position, node, NullSafe: false, ParseBracketed()));
            else if (Current.Is("(")) throw new ExpressionException("Only methods and functions can be called.", position);
            else return node;
        }
    }

    private Node ParseStep(Node target, bool nullSafe)
    {
        var token = Current;
        _next++;
        if (token.Kind == TokenKind.Word)
        {
            return Sized(Current.Is("(")
                ? new MethodNode(token.Position, target, nullSafe, token.Text, ParseArguments())
                : new PropertyNode(token.Position, target, nullSafe, token.Text));
        }
        if (nullSafe && token.Is("[")) return Sized(new IndexNode(token.Position, target, nullSafe, ParseBracketed()));
        if (token.Kind == TokenKind.Symbol && Current.Is("[") && token.Text is "?" or "^" or "$" or "!")
        {
            _next++;
            var body = ParseBracketed();
            return Sized(token.Text switch
            {
                "!" => new ProjectionNode(token.Position, target, nullSafe, body),
                "^" => new SelectionNode(token.Position, target, nullSafe, SelectionKind.First, body),
                "$" => new SelectionNode(token.Position, target, nullSafe, SelectionKind.Last, body),
                _ => new SelectionNode(token.Position, target, nullSafe, SelectionKind.All, body),
            });
        }
        throw new ExpressionException(
            $"Expected a property, a method, a selection '?[ ]' or a projection '![ ]' after the dot but found {token.Shown}.", token.Position);
    }

    private Node ParseBracketed()
    {
        var body = ParseExpression();
        Expect("]", "a bracket was opened before");
        return body;
    }
}
