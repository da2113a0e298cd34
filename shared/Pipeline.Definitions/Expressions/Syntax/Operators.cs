using System.Collections.Frozen;

namespace Pipeline.Definitions.Expressions.Syntax;

/// <summary>The binary operators, as symbols and as words, by precedence.</summary>
internal static class Operators
{
    /// <param name="Operator">What it does.</param>
    /// <param name="Precedence">A higher one binds tighter.</param>
    /// <param name="Chains">Whether <c>a op b op c</c> is allowed.</param>
    internal sealed record Definition(BinaryOperator Operator, int Precedence, bool Chains = true);

    private static readonly FrozenDictionary<string, Definition> BySymbol = new Dictionary<string, Definition>
    {
        ["||"] = new(BinaryOperator.Or, 0),
        ["&&"] = new(BinaryOperator.And, 1),
        ["=="] = new(BinaryOperator.Equal, 2, Chains: false),
        ["!="] = new(BinaryOperator.NotEqual, 2, Chains: false),
        ["<"] = new(BinaryOperator.Less, 2, Chains: false),
        ["<="] = new(BinaryOperator.LessOrEqual, 2, Chains: false),
        [">"] = new(BinaryOperator.Greater, 2, Chains: false),
        [">="] = new(BinaryOperator.GreaterOrEqual, 2, Chains: false),
        ["+"] = new(BinaryOperator.Add, 3),
        ["-"] = new(BinaryOperator.Subtract, 3),
        ["*"] = new(BinaryOperator.Multiply, 4),
        ["/"] = new(BinaryOperator.Divide, 4),
        ["%"] = new(BinaryOperator.Modulo, 4),
        ["^"] = new(BinaryOperator.Power, 5, Chains: false),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Definition> ByWord = new Dictionary<string, Definition>
    {
        ["or"] = BySymbol["||"],
        ["and"] = BySymbol["&&"],
        ["eq"] = BySymbol["=="],
        ["ne"] = BySymbol["!="],
        ["lt"] = BySymbol["<"],
        ["le"] = BySymbol["<="],
        ["gt"] = BySymbol[">"],
        ["ge"] = BySymbol[">="],
        ["matches"] = new(BinaryOperator.Matches, 2, Chains: false),
        ["between"] = new(BinaryOperator.Between, 2, Chains: false),
        ["instanceof"] = new(BinaryOperator.InstanceOf, 2, Chains: false),
        ["div"] = BySymbol["/"],
        ["mod"] = BySymbol["%"],
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static Definition? Find(Token token) => token.Kind switch
    {
        TokenKind.Symbol => BySymbol.GetValueOrDefault(token.Text),
        TokenKind.Word => ByWord.GetValueOrDefault(token.Text),
        _ => null,
    };
}
