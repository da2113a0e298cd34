namespace Pipeline.Definitions.Windows;

/// <summary>The words of the days of the week.</summary>
internal static class Weekdays
{
    public static IReadOnlyList<string> Words { get; } = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    public static string WordOf(Weekday day) => Words[(int)day];

    /// <summary>The day of a word; null when it is none.</summary>
    public static Weekday? Find(string word) => Words.TakeWhile(known => known != word).Count() is var index && index < Words.Count ? (Weekday)index : null;

    /// <summary>The word that was probably meant: <c>mon</c> for <c>Monday</c>.</summary>
    public static string? Suggest(string word)
    {
        var start = word[..Math.Min(3, word.Length)];
        return Words.FirstOrDefault(known => known.Equals(start, StringComparison.OrdinalIgnoreCase)) ?? NearestName.Find(word, Words);
    }

    public static Weekday Of(DateOnly date) => (Weekday)(((int)date.DayOfWeek + 6) % 7);
}
