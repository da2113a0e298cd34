using System.Globalization;
using System.Text.RegularExpressions;

namespace Pipeline.Connectors.Helm.Templates;

/// <summary>
/// How single values are handed to helm. Texts go by files (<c>--set-file</c>): they may be secrets, which no command line may show, may be of
/// any length, and nothing in them (<c>,</c> <c>{</c> <c>\</c>) is taken for a sign. Only what can be no text goes by <c>--set</c>.
/// </summary>
internal static partial class SetArguments
{
    /// <summary>What is wrong with a path, and what to write; null when nothing is.</summary>
    public static string? FaultOf(string path) => path.Length is > 0 and <= 1000 && PathForm().IsMatch(path)
        ? null
        : $"'{(path.Length > 100 ? path[..100] + "…" : path)}' is no path of a value: write image.tag or ports[0].name; a dot, comma, equals sign or bracket that belongs to a name has a backslash before it, for example annotations.example\\.com/team.";

    /// <summary>The arguments, and the files that they name.</summary>
    /// <param name="values">The values.</param>
    /// <param name="folder">The files' folder, as helm finds it from where it runs.</param>
    public static SetArgumentList Create(IReadOnlyList<SetValue> values, string folder)
    {
        var (arguments, files) = (new List<string>(), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var (index, value) in values.Index())
        {
            if (value.IsTyped && IsTyped(value.Value))
            {
                arguments.AddRange("--set", $"{value.Path}={value.Value}");
                continue;
            }

            var file = $"{folder}/{index.ToString(CultureInfo.InvariantCulture)}";
            files.Add(file, value.Value);
            arguments.AddRange("--set-file", $"{value.Path}={file}");
        }

        return new(arguments, files);
    }

    /// <summary>A name as part of a path.</summary>
    public static string Escape(string name) => string.Concat(name.Select(static letter => letter is '\\' or '.' or ',' or '=' or '[' or ']' ? $"\\{letter}" : letter.ToString()));

    /// <summary>Whether helm's <c>--set</c> takes a text for something else than a text (strvals, typedVal): a number that begins with 0 is a text.</summary>
    public static bool IsTyped(string text) =>
        text is "0" || text.ToLowerInvariant() is "true" or "false" or "null" || (NumberForm().IsMatch(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));

    [GeneratedRegex(@"\A[+-]?[1-9][0-9]{0,18}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NumberForm();

    // Names of letters that are no signs, or signs with a backslash, and places of lists.
    [GeneratedRegex(@"\A(?:[^\x00-\x1f\\.,=\[\]]|\\[^\x00-\x1f])+(?:\[[0-9]{1,5}\])*(?:\.(?:[^\x00-\x1f\\.,=\[\]]|\\[^\x00-\x1f])+(?:\[[0-9]{1,5}\])*)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex PathForm();
}

/// <summary>Arguments of helm that set values.</summary>
/// <param name="Arguments">The arguments.</param>
/// <param name="Files">The files that they name, with their contents.</param>
internal sealed record SetArgumentList(IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Files);
