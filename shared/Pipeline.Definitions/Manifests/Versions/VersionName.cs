using System.Globalization;
using System.Text.RegularExpressions;

namespace Pipeline.Definitions.Manifests.Versions;

/// <summary>Names of versions: <c>web-v003</c> is version 3 of <c>web</c> (frigga's and clouddriver's form).</summary>
public static partial class VersionName
{
    /// <summary>The version as a word, for example <c>v003</c>.</summary>
    public static string WordOf(int number) => $"v{number.ToString("D3", CultureInfo.InvariantCulture)}";

    /// <summary>The name of a version, for example <c>web-v003</c>.</summary>
    public static string Of(string name, int number) => $"{name}-{WordOf(number)}";

    /// <summary>The name without version, and the version's number; null when the name has none.</summary>
    public static (string Name, int? Number) Split(string name)
    {
        var match = Form().Match(name);
        return match.Success && int.TryParse(match.Groups["number"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (match.Groups["name"].Value, number)
            : (name, null);
    }

    /// <summary>The number of a version of a name; null when the text is no version of it.</summary>
    public static int? NumberOf(string text, string name) => Split(text) is var (of, number) && of == name ? number : null;

    [GeneratedRegex(@"^(?<name>.+)-v(?<number>[0-9]{3,9})\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
