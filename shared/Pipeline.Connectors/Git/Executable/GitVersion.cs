using System.Text.RegularExpressions;

namespace Pipeline.Connectors.Git.Executable;

/// <summary>Which version of the program <c>git</c> there is. Older ones would pass over what keeps them to the addresses that were judged.</summary>
internal static partial class GitVersion
{
    /// <summary>The first one that knows <c>http.curloptResolve</c>.</summary>
    private static readonly Version Least = new(2, 37);

    /// <summary>What is wrong with the version, and what to do; null when nothing is.</summary>
    /// <param name="text">What <c>git version</c> wrote, for example <c>git version 2.39.5</c>.</param>
    public static string? FaultOf(string text) => Number().Match(text) is { Success: true } match && Version.Parse(match.Value) is var version && version >= Least
        ? null
        : $"The program 'git' on the server that runs stages is too old ({text.Trim()}): install version {Least} or later.";

    [GeneratedRegex(@"\d{1,5}\.\d{1,5}")]
    private static partial Regex Number();
}
