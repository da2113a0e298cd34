using System.Text;
using System.Text.RegularExpressions;

namespace Pipeline.Definitions.Triggers;

/// <summary>
/// Patterns of file paths: <c>*</c> stands for anything within a folder's name, <c>**</c> for any number of folders, <c>?</c> for one
/// character. A pattern that ends in <c>/</c> means everything in that folder. The last pattern that matches a file decides, and <c>!</c> in
/// front takes the file out, as in GitHub's workflow filters.
/// </summary>
public static class PathPatterns
{
    /// <summary>Whether the patterns take any of the files. Patterns that only take out leave every other file in.</summary>
    public static bool Any(IReadOnlyList<string> patterns, IReadOnlyList<string> files)
    {
        var compiled = patterns.Select(pattern => (Takes: !pattern.StartsWith('!'), Regex: Compile(pattern.TrimStart('!')))).ToArray();
        var otherwise = compiled.All(pattern => !pattern.Takes);
        return files.Any(file => compiled.LastOrDefault(pattern => pattern.Regex.IsMatch(file)) is { Regex: not null } last ? last.Takes : otherwise);
    }

    private static Regex Compile(string pattern)
    {
        if (pattern.EndsWith('/'))
            pattern += "**";
        pattern = pattern.TrimStart('/');
        var regex = new StringBuilder(@"\A");
        for (var index = 0; index < pattern.Length; index++)
        {
            if (pattern.AsSpan(index).StartsWith("**/"))
            {
                regex.Append("(?:.*/)?");
                index += 2;
            }
            else if (pattern.AsSpan(index).StartsWith("**"))
            {
                regex.Append(".*");
                index++;
            }
            else
            {
                regex.Append(pattern[index] switch { '*' => "[^/]*", '?' => "[^/]", var literal => Regex.Escape(literal.ToString()) });
            }
        }

        return new Regex(regex.Append(@"\z").ToString(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);
    }
}
