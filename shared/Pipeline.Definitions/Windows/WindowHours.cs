namespace Pipeline.Definitions.Windows;

/// <summary>Hours of a day; those that end before they begin end on the next day.</summary>
/// <param name="From">When they begin, included; before 24:00.</param>
/// <param name="To">When they end, not included; never the same as <paramref name="From"/>.</param>
public sealed record WindowHours(TimeOfDay From, TimeOfDay To)
{
    /// <summary>The whole day.</summary>
    public static WindowHours WholeDay { get; } = new(TimeOfDay.StartOfDay, TimeOfDay.EndOfDay);

    /// <summary>The hours as a text, for example <c>22:00-02:00</c>.</summary>
    public override string ToString() => $"{From}-{To}";
}
