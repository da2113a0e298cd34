using System.Text;

namespace Pipeline.Definitions.Expressions.Syntax;

internal sealed partial class Parser
{
    private Node ParsePrimary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Literal:
                _next++;
                return new LiteralNode(token.Position, token.Value);
            case TokenKind.Word:
                _next++;
                return ParseWord(token);
            case TokenKind.Symbol when token.Is("("):
                _next++;
                var inner = ParseExpression();
                Expect(")", "a parenthesis was opened before");
                return inner;
            case TokenKind.Symbol when token.Is("#"):
                _next++;
                return ParseHash(token.Position);
            case TokenKind.Symbol when token.Is("{"):
                _next++;
                return ParseInlineCollection(token.Position);
            default:
                throw Unexpected();
        }
    }

    private Node ParseWord(Token word)
    {
        if (word.IsWord("true")) return new LiteralNode(word.Position, true);
        if (word.IsWord("false")) return new LiteralNode(word.Position, false);
        if (word.IsWord("null")) return new LiteralNode(word.Position, null);
        if (word.IsWord("new") && Current.Kind == TokenKind.Word)
        {
            var name = ParseQualifiedName();
            if (Current.Is("[") || Current.Is("{")) throw new ExpressionException("Arrays cannot be made; write a list: {1, 2}.", word.Position);
            return Sized(new ConstructorNode(word.Position, name, ParseArguments()));
        }
        if (!Current.Is("(")) return new NameNode(word.Position, word.Text);
        if (word.Text != "T")
            throw new ExpressionException($"There is nothing to call '{word.Text}' on; a function is written '#{word.Text}(…)'.", word.Position);
        _next++;
        var type = ParseQualifiedName();
        Expect(")", "T takes the name of one type");
        return new TypeNode(word.Position, type);
    }

    private Node ParseHash(int position)
    {
        if (Current.Kind != TokenKind.Word) throw new ExpressionException("'#' is followed by the name of a function, 'this' or 'root'.", position);
        var name = Current.Text;
        _next++;
        if (Current.Is("(")) return Sized(new FunctionNode(position, name, ParseArguments()));
        return name switch
        {
            "this" => new ContextNode(position, IsRoot: false),
            "root" => new ContextNode(position, IsRoot: true),
            _ => throw new ExpressionException($"'#{name}' is not known: a variable is written '{name}', a function '#{name}(…)'.", position),
        };
    }

    private string ParseQualifiedName()
    {
        var name = new StringBuilder();
        while (true)
        {
            if (Current.Kind != TokenKind.Word) throw new ExpressionException($"Expected the name of a type but found {Current.Shown}.", Current.Position);
            name.Append(Current.Text);
            _next++;
            if (!Skip(".")) return name.ToString();
            name.Append('.');
        }
    }

    private Node ParseInlineCollection(int position)
    {
        if (Skip("}")) return new ListNode(position, []);
        if (Skip(":"))
        {
            Expect("}", "'{:}' is the empty map");
            return new MapNode(position, []);
        }
        var (first, isEntry) = ParseItemOrKey();
        return isEntry ? ParseMap(position, first) : ParseList(position, first);
    }

    private (Node Node, bool IsKey) ParseItemOrKey()
    {
        var word = Current;
        if (word.Kind == TokenKind.Word && tokens[_next + 1].Is(":"))
        {
            _next += 2;
            return (new LiteralNode(word.Position, word.Text), true);
        }
        var node = ParseExpression();
        return (node, Skip(":"));
    }

    private Node ParseList(int position, Node first)
    {
        var items = new List<Node> { first };
        while (Skip(",")) items.Add(ParseExpression());
        Expect("}", "the list ends with '}', its items are separated by ','");
        return Sized(new ListNode(position, items));
    }

    private Node ParseMap(int position, Node firstKey)
    {
        var entries = new List<(Node, Node)> { (firstKey, ParseExpression()) };
        while (Skip(","))
        {
            var (key, isKey) = ParseItemOrKey();
            if (!isKey) Expect(":", "an entry of a map is written 'key: value'");
            entries.Add((key, ParseExpression()));
        }
        Expect("}", "the map ends with '}', its entries are separated by ','");
        return Sized(new MapNode(position, entries));
    }
}
