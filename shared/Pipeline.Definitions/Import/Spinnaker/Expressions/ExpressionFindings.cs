using Pipeline.Definitions.Expressions.Syntax;

namespace Pipeline.Definitions.Import.Spinnaker.Expressions;

/// <summary>What is found out of one expression: what to change in its text, and what has no counterpart.</summary>
internal sealed class ExpressionFindings(string text, string path, string what, ImportReport report, List<TextEdit> edits, List<StageRead> reads)
{
    public void Miss(string why, string instead) => report.Miss(path, what, why, instead);

    public void Read(string stage, string part, string key) => reads.Add(new(stage, part, key, path, what));

    /// <summary>Replaces the text from one place up to another.</summary>
    public void Replace(int start, int end, string replacement) => edits.Add(new(start, end, replacement));

    /// <summary>Replaces a quoted text.</summary>
    public void Replace(LiteralNode literal, string value) => Replace(literal.Position, EndOf(literal), $"'{value.Replace("'", "''", StringComparison.Ordinal)}'");

    /// <summary>Where a quoted text ends; a quote within it is written twice.</summary>
    public int EndOf(LiteralNode literal)
    {
        var quote = text[literal.Position];
        var end = literal.Position + 1;
        while (text[end] != quote || (end + 1 < text.Length && text[end + 1] == quote))
            end += text[end] == quote ? 2 : 1;
        return end + 1;
    }

    /// <summary>Where a step to a member ends, its closing bracket included.</summary>
    public int EndOf(NavigationNode member) => member is IndexNode { Index: LiteralNode key }
        ? text.IndexOf(']', EndOf(key)) + 1
        : member.Position + ((PropertyNode)member).Name.Length;
}
