using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Pipelines;

namespace Pipeline.Functions.Endpoints.Runs;

/// <summary>Checks what a list of runs is asked for.</summary>
internal static class RunFilterFields
{
    private const int MostParameters = 10;

    /// <exception cref="ProblemException">400 that names the parameter.</exception>
    public static RunFilter Read(string? from, string? to, string? trigger, string? startedBy, string[]? parameters)
    {
        var filter = new RunFilter
        {
            From = from is null ? null : TimeField.Read("from", from),
            To = to is null ? null : TimeField.Read("to", to),
            Trigger = trigger is null ? null : TriggerOf(trigger),
            StartedBy = startedBy is null ? null : Field.Subject("startedBy", startedBy),
            Parameters = parameters is { Length: > MostParameters }
                ? throw ProblemException.InvalidField("parameter", $"{parameters.Length} are given; at most {MostParameters} are allowed.")
                : [.. (parameters ?? []).Select(ParameterOf)],
        };
        return filter.From >= filter.To
            ? throw ProblemException.InvalidField("to", "It is not later than 'from', so that no run lies between them.")
            : filter;
    }

    private static string TriggerOf(string text) =>
        text.Length is > 0 and <= 63 && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
            ? text
            : throw ProblemException.InvalidField("trigger", "Write the type of a trigger: manual, git, image, pipeline, schedule or webhook.");

    private static KeyValuePair<string, string> ParameterOf(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            ? KeyValuePair.Create(text[..colon], text[(colon + 1)..])
            : throw ProblemException.InvalidField("parameter", "Write name:value, for example version:1.2.");
    }
}
