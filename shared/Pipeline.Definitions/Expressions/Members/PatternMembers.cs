using System.Text;
using System.Text.RegularExpressions;
using Pipeline.Definitions.Expressions.Evaluation;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Members;

/// <summary>The methods of text that take a regular expression, with java.lang.String's results.</summary>
internal static class PatternMembers
{
    /// <summary>Replaces what matches; in the replacement <c>$1</c> and <c>${name}</c> stand for groups and <c>\</c> makes the next character plain.</summary>
    public static object Replace(Call call, string text, bool firstOnly)
    {
        var replacement = call.Text(1);
        var output = new StringBuilder();
        var behind = 0;
        foreach (var match in call.Context.Patterns.Matches(text, call.Text(0)))
        {
            output.Append(text, behind, match.Index - behind);
            AppendReplacement(call, output, match, replacement);
            call.Context.SpendText(match.Index - behind + replacement.Length);
            behind = match.Index + match.Length;
            if (output.Length > call.Context.Limits.TextCharacters) break;
            if (firstOnly) break;
        }
        output.Append(text, behind, text.Length - behind);
        call.Context.CheckText(output.Length);
        return output.ToString();
    }

    /// <summary>
    /// Splits at what matches. Empty texts at the end are left out unless a limit is given: above 0, at most so many parts;
    /// below 0, all of them.
    /// </summary>
    public static object Split(Call call, string text)
    {
        var limit = call.Count > 1 ? call.Whole(1) : 0;
        var parts = new List<object?>();
        var behind = 0;
        foreach (var match in call.Context.Patterns.Matches(text, call.Text(0)))
        {
            if (limit > 0 && parts.Count >= limit - 1) break;
            if (match.Length == 0 && (match.Index == 0 || match.Index == text.Length)) continue;
            parts.Add(text[behind..match.Index]);
            behind = match.Index + match.Length;
            if (parts.Count > call.Context.Limits.Elements) break;
        }
        parts.Add(text[behind..]);
        call.Context.CheckElements(parts.Count);
        if (limit == 0)
        {
            while (parts.Count > 1 && parts[^1] is "") parts.RemoveAt(parts.Count - 1);
        }
        return new BuiltList(parts);
    }

    private static void AppendReplacement(Call call, StringBuilder output, Match match, string replacement)
    {
        for (var position = 0; position < replacement.Length; position++)
        {
            var character = replacement[position];
            if (character == '\\')
            {
                if (++position == replacement.Length) throw call.Fail(@"the replacement ends with '\', which makes the next character plain.");
                output.Append(replacement[position]);
            }
            else if (character == '$')
            {
                var name = GroupName(call, match, replacement, ref position);
                output.Append(match.Groups[name] is { } group && match.Groups.ContainsKey(name) ? group.Value : throw call.Fail($"the pattern has no group '{name}'."));
            }
            else
            {
                output.Append(character);
            }
        }
    }

    private static string GroupName(Call call, Match match, string replacement, ref int position)
    {
        var begin = position + 1;
        if (begin < replacement.Length && replacement[begin] == '{' && replacement.IndexOf('}', begin) is var close and > 0)
        {
            position = close;
            return replacement[(begin + 1)..close];
        }
        if (begin >= replacement.Length || !char.IsAsciiDigit(replacement[begin]))
            throw call.Fail(@"'$' in the replacement is followed by the number of a group; a plain one is written '\$'.");
        // As in Java, more digits belong to the number as long as there is such a group.
        var end = begin + 1;
        while (end < replacement.Length && char.IsAsciiDigit(replacement[end]) && match.Groups.ContainsKey(replacement[begin..(end + 1)])) end++;
        position = end - 1;
        return replacement[begin..end];
    }
}
