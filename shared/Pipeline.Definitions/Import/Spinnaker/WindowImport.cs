using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Windows;

namespace Pipeline.Definitions.Import.Spinnaker;

/// <summary>The hours in which a stage may start (reference A6, restrictExecutionDuringTimeWindow).</summary>
/// <remarks>
/// Spinnaker counts days from 1 for Sunday, has the last minute in the window, and cuts a window over midnight in two whose days are both the
/// chosen ones: all of that is written out, so that the window opens at the same minutes.
/// </remarks>
internal static class WindowImport
{
    private const int MinutesOfDay = 24 * 60;
    private const string Field = "restrictedExecutionWindow";

    /// <summary>The window; null when there is none.</summary>
    public static JsonObject? Read(SpinnakerObject stage)
    {
        var restricts = stage.Boolean("restrictExecutionDuringTimeWindow");
        if (restricts is not true || !stage.Says(Field))
        {
            if (stage.HasRead("restrictExecutionDuringTimeWindow"))
                stage.Ignore(Field);
            return null;
        }

        if (stage.Map(Field) is not { } restricted)
            return null;

        var jitter = Jitter(restricted);
        var days = Days(restricted);
        var hours = Hours(restricted);
        if (days.Count == 0 && hours.Count == 0)
            return null;

        var window = new JsonObject();
        if (days.Count > 0)
            window["days"] = new JsonArray([.. days.Select(day => (JsonNode)day)]);
        if (hours.Count > 0)
            window["hours"] = new JsonArray([.. hours.Select(span => (JsonNode)new JsonObject { ["from"] = span.From, ["to"] = span.To })]);
        window["zone"] = SpinnakerZone.Default;
        if (jitter is not null)
            window["jitter"] = jitter;
        SpinnakerZone.Report(stage.Report, stage.PathOf(Field), "window.zone");
        return window;
    }

    private static List<string> Days(SpinnakerObject restricted)
    {
        var days = new List<string>();
        foreach (var text in restricted.Texts("days"))
        {
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var day) && day is >= 1 and <= 7)
                days.Add(Weekdays.WordOf((Weekday)((day + 5) % 7)));
            else
                restricted.Report.Miss(restricted.PathOf("days"), $"the day '{text}'", "days are numbers from 1 (Sunday) to 7 (Saturday)", "Add the day to the window.");
        }

        return days;
    }

    private static List<(string From, string To)> Hours(SpinnakerObject restricted)
    {
        var hours = new List<(string From, string To)>();
        foreach (var span in restricted.Maps("whitelist"))
        {
            var from = Minute(span, "start");
            var last = Minute(span, "end");
            if (from is null || last is null)
                span.Report.Miss(span.Path, "the hours of the window", "they need startHour, startMin, endHour and endMin, whole numbers of a clock", "Add the hours to the window.");
            else if (from <= last)
                hours.Add((Clock(from.Value), Clock(last.Value + 1)));
            else
                hours.AddRange([(Clock(from.Value), Clock(MinutesOfDay)), (Clock(0), Clock(last.Value + 1))]);
        }

        return hours;
    }

    private static int? Minute(SpinnakerObject span, string end)
    {
        var hour = span.Number($"{end}Hour");
        var minute = span.Number($"{end}Min") ?? 0;
        return hour is >= 0 and < 24 && minute is >= 0 and < 60 && decimal.IsInteger(hour.Value) && decimal.IsInteger(minute) ? (int)(hour.Value * 60 + minute) : null;
    }

    private static string Clock(int minutes) => string.Create(CultureInfo.InvariantCulture, $"{minutes / 60:00}:{minutes % 60:00}");

    private static JsonObject? Jitter(SpinnakerObject restricted)
    {
        if (restricted.Map("jitter") is not { } jitter)
            return null;

        var skipsManual = jitter.Boolean("skipManual") ?? false;
        var least = jitter.Number("minDelay") ?? 0;
        var most = jitter.Number("maxDelay") ?? 0;
        if (jitter.Boolean("enabled") is not true || most <= 0)
            return null;

        var delay = new JsonObject { ["max"] = Seconds(most) };
        if (least > 0)
            delay["min"] = Seconds(least);
        if (skipsManual)
            delay["skipManual"] = true;
        return delay;
    }

    private static string Seconds(decimal seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:0}s");
}
