using System.Text;
using Pipeline.Functions.Access;
using Pipeline.Functions.Endpoints.Problems;

namespace Pipeline.Functions.Endpoints;

/// <summary>Checks of single fields of a request, each of which refuses with the field's name and what to write instead.</summary>
internal static class Field
{
    public static string Subject(string field, string value) => Names.IsSubject(value) ? value : throw Refuse(field, Names.SubjectRule);

    public static string Application(string field, string value) => Names.IsApplication(value) ? value : throw Refuse(field, Names.ApplicationRule);

    public static string Secret(string field, string value) => Names.IsSecret(value) ? value : throw Refuse(field, Names.SecretRule);

    public static string Setting(string field, string value) => Names.IsSetting(value) ? value : throw Refuse(field, Names.SettingRule);

    /// <summary>Text for people: something visible, without control characters and broken surrogate pairs.</summary>
    public static string Text(string field, string value, int longest)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw Refuse(field, "some text");
        return OptionalText(field, value, longest)!;
    }

    /// <summary>Text for people, or none. Line breaks and tabs are allowed.</summary>
    public static string? OptionalText(string field, string? value, int longest)
    {
        if (value is null)
            return null;
        if (value.Length > longest)
            throw ProblemException.InvalidField(field, $"The text has {value.Length} characters; at most {longest} are allowed.");
        if (!IsWellFormed(value))
            throw ProblemException.InvalidField(field, "The text holds a NUL or half a surrogate pair.");
        return value;
    }

    /// <summary>A span of time longer than none, for example <c>30d</c>.</summary>
    public static TimeSpan Duration(string field, string value, TimeSpan? longest = null)
    {
        if (!Definitions.Durations.Duration.TryParse(value, out var duration, out var fault))
            throw ProblemException.InvalidField(field, fault);
        if (duration > longest)
            throw ProblemException.InvalidField(field, $"'{value}' is longer than {Definitions.Durations.Duration.Format(longest.Value)}.");
        return duration > TimeSpan.Zero ? duration : throw Refuse(field, "a duration longer than none, for example 30d");
    }

    public static int Within(string field, int value, int least, int most) =>
        value >= least && value <= most ? value : throw ProblemException.InvalidField(field, $"{value} is not within {least} and {most}.");

    /// <summary>Whether a text can be stored and written in every encoding: no NUL, no half of a surrogate pair.</summary>
    public static bool IsWellFormed(string value)
    {
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar && !value.Contains('\uFFFD', StringComparison.Ordinal) || rune.Value == 0)
                return false;
        }

        return true;
    }

    private static ProblemException Refuse(string field, string rule) => ProblemException.InvalidField(field, $"Write {rule}.");
}
