using System.Text;

namespace Pipeline.Definitions.Import.Spinnaker.Expressions;

/// <summary>A piece of a text to be replaced.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">The first character behind it.</param>
/// <param name="Text">What takes its place.</param>
internal sealed record TextEdit(int Start, int End, string Text)
{
    /// <summary>The text with the edits made; of edits that overlap, the outermost.</summary>
    public static string Apply(string text, IEnumerable<TextEdit> edits)
    {
        var result = new StringBuilder();
        var position = 0;
        foreach (var edit in edits.OrderBy(edit => edit.Start).ThenByDescending(edit => edit.End))
        {
            if (edit.Start < position)
                continue;

            result.Append(text, position, edit.Start - position).Append(edit.Text);
            position = edit.End;
        }

        return result.Append(text, position, text.Length - position).ToString();
    }
}
