using FsCheck;
using FsCheck.Fluent;
using Pipeline.Definitions.Windows;

namespace Pipeline.Definitions.Tests.Windows;

/// <summary>Random windows and freezes in weeks in which clocks are changed.</summary>
public sealed class WindowPropertyTests
{
    private static readonly (string Zone, string Change)[] Changes =
    [
        ("America/New_York", "2026-03-08 07:00"),
        ("America/New_York", "2026-11-01 06:00"),
        ("Europe/Dublin", "2026-03-29 01:00"),
        ("Europe/Dublin", "2026-10-25 01:00"),
        ("Australia/Lord_Howe", "2026-04-04 15:00"),
        ("America/Havana", "2026-11-01 05:00"),
        ("Asia/Seoul", "2026-11-01 06:00"),
        ("UTC", "2026-11-01 06:00"),
    ];

    [Fact]
    public void The_next_opening_is_open_and_no_minute_before_it_is() => ForAll(tape =>
    {
        var (windows, now) = Draw(tape, 1);
        var window = windows[0];
        var opening = window.NextOpening(now)!.Value;
        Assert.True(window.IsOpen(opening));
        for (var minute = now; minute < opening; minute = minute.AddMinutes(1))
            Assert.False(window.IsOpen(minute), $"{window} is open at {minute:u}, before {opening:u}");
    });

    [Fact]
    public void Where_the_clocks_show_hours_of_a_day_away_from_any_change_the_window_is_open() => ForAll(tape =>
    {
        var (windows, now) = Draw(tape, 1);
        var away = now.AddDays(60);
        var shown = away.UtcDateTime + TimeZoneInfo.FindSystemTimeZoneById(windows[0].Zone).GetUtcOffset(away);
        Assert.Equal(Shows(windows[0], shown), windows[0].IsOpen(away));
    });

    [Fact]
    public void The_earliest_start_may_start_and_no_minute_before_it_may() => ForAll(tape =>
    {
        var (windows, now) = Draw(tape, tape.Choose(3));
        var freezes = Freezes(tape, now);
        var earliest = StartGate.Decide(windows, freezes, now).EarliestStart!.Value;
        Assert.True(StartGate.Decide(windows, freezes, earliest).MayStart);
        for (var minute = now; minute < earliest; minute = minute.AddMinutes(7))
            Assert.False(StartGate.Decide(windows, freezes, minute).MayStart, $"may start at {minute:u}, before {earliest:u}");
    });

    [Fact]
    public void Asking_later_freezing_more_or_opening_less_never_brings_the_start_forward() => ForAll(tape =>
    {
        var (windows, now) = Draw(tape, 2);
        var freezes = Freezes(tape, now);
        var earliest = StartGate.Decide(windows, freezes, now).EarliestStart;

        Assert.True(earliest >= now);
        Assert.True(StartGate.Decide(windows, freezes, now.AddMinutes(tape.Choose(20_000))).EarliestStart >= earliest);
        Assert.True(StartGate.Decide(windows, [.. freezes, .. Freezes(tape, now)], now).EarliestStart >= earliest);
        Assert.True(StartGate.Decide(windows[..1], freezes, now).EarliestStart >= earliest);
        Assert.True(StartGate.Decide([], freezes, now).EarliestStart <= earliest);
    });

    private static void ForAll(Action<Tape> check) => Prop
        .ForAll(Gen.Choose(0, int.MaxValue).ArrayOf(60).ToArbitrary(), numbers => check(new(numbers)))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    private static (ExecutionWindow[] Windows, DateTimeOffset Now) Draw(Tape tape, int count)
    {
        var (zone, change) = tape.Choose<(string, string)>(Changes);
        var windows = Enumerable.Range(0, count).Select(_ => Window(tape, zone)).ToArray();
        return (windows, Moments.Utc(change).AddMinutes(tape.Choose(4_000) - 3_000));
    }

    private static ExecutionWindow Window(Tape tape, string zone)
    {
        string[] words = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        var days = words.Where(_ => tape.Choose(3) == 0).ToArray();
        var hours = Enumerable.Range(0, tape.Choose(3)).Select(_ => Hours(tape)).ToArray();
        Assert.True(ExecutionWindow.TryParse(days, hours, zone, out var window, out _));
        return window;
    }

    private static (string From, string To) Hours(Tape tape)
    {
        var from = tape.Choose(96);
        return (Time(from), Time((from + 1 + tape.Choose(95)) % 96));
    }

    private static string Time(int quarter) => $"{quarter / 4:00}:{quarter % 4 * 15:00}";

    private static FreezePeriod[] Freezes(Tape tape, DateTimeOffset now) => [.. Enumerable.Range(0, tape.Choose(3)).Select(number =>
    {
        var from = now.AddMinutes(tape.Choose(5_000) - 1_000);
        return new FreezePeriod { Application = "shop", Name = $"f{number}", From = from, To = from.AddMinutes(1 + tape.Choose(5_000)), Reason = $"{number}" };
    })];

    /// <summary>The rule of ordinary days, written out a second time.</summary>
    private static bool Shows(ExecutionWindow window, DateTime shown)
    {
        var minutes = (shown.Hour * 60) + shown.Minute;
        bool Starts(int daysAgo) => window.Days.Count == 0 || window.Days.Contains((Weekday)(((int)shown.DayOfWeek - 1 - daysAgo + 14) % 7));
        return window.Hours.Count == 0
            ? Starts(0)
            : window.Hours.Any(hours => hours.From < hours.To
                ? Starts(0) && minutes >= hours.From.Minutes && minutes < hours.To.Minutes
                : (Starts(0) && minutes >= hours.From.Minutes) || (Starts(1) && minutes < hours.To.Minutes));
    }
}
