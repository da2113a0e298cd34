using Pipeline.Definitions.Expressions;
using Pipeline.Definitions.Expressions.Syntax;

namespace Pipeline.Definitions.Templates;

/// <summary>A place in a text where an expression reads a variable.</summary>
/// <param name="Start">Where <c>variables</c> starts in the whole text.</param>
/// <param name="End">Where the text behind <c>variables.name</c> starts.</param>
/// <param name="Name">The variable.</param>
internal readonly record struct VariableReference(int Start, int End, string Name);

/// <summary>Finds the variables that an expression reads.</summary>
internal static class VariableReferences
{
    /// <summary>The name under which expressions find the variables.</summary>
    public const string Root = "variables";

    /// <summary>The references in the order of the text, and where <c>variables</c> stands without the name of one.</summary>
    public static (IReadOnlyList<VariableReference> References, IReadOnlyList<int> Unnamed) In(string text, Segment segment)
    {
        var starts = ExpressionSyntax.Nodes(segment).OfType<NameNode>().Where(node => node.Name == Root).Select(node => node.Position).Order().ToArray();
        if (starts.Length == 0)
            return ([], []);

        // The tree knows which words are names, the tokens where the text of a step ends.
        var tokens = new Lexer(text, segment.Start, ExpressionLimits.Default).Read();
        var (references, unnamed) = (new List<VariableReference>(), new List<int>());
        foreach (var start in starts)
        {
            var at = tokens.FindIndex(token => token.Position == start);
            if (Step(tokens, at + 1) is var (name, end))
                references.Add(new(start, end, name));
            else
                unnamed.Add(start);
        }

        return (references, unnamed);
    }

    private static (string Name, int End)? Step(List<Token> tokens, int next)
    {
        if ((tokens[next].Is(".") || tokens[next].Is("?.")) && tokens[next + 1] is { Kind: TokenKind.Word } word)
            return tokens[next + 2].Is("(") ? null : (word.Text, word.Position + word.Text.Length);
        if (tokens[next].Is("?."))
            next++;
        return tokens[next].Is("[") && tokens[next + 1] is { Value: string name } && tokens[next + 2].Is("]")
            ? (name, tokens[next + 2].Position + 1)
            : null;
    }
}
