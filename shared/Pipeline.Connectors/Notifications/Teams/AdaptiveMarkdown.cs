using System.Text.RegularExpressions;

namespace Pipeline.Connectors.Notifications.Teams;

/// <summary>The Markdown of Adaptive Cards, a subset of CommonMark (learn.microsoft.com/adaptive-cards/authoring-cards/text-features).</summary>
internal static partial class AdaptiveMarkdown
{
    /// <summary>
    /// Writes plain text, with as few backslashes as will do because not every client hides them: before emphasis (not inside a word, where an
    /// underscore is none), before the address of a link, and before what begins a list.
    /// </summary>
    public static string Escape(string text) => Marks.Replace(TextLimit.OneLine(text), @"\$0");

    [GeneratedRegex(@"[\\*`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|(?<=\])\(|^[-+](?=\s)|(?<=^\d{1,9})[.)](?=\s)")]
    private static partial Regex Marks { get; }
}
