using System.Globalization;
using Pipeline.Definitions;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Pages;

/// <summary>Pieces that several pages show alike.</summary>
internal static class PageParts
{
    public static Html Status(RunStatus status) => Status(StatusNames.Of(status));

    public static Html Status(StageStatus status) => Status(StatusNames.Of(status));

    public static Html Time(DateTimeOffset? time) => time is not { } given ? Html.Empty : Html.Of(
        $"<time datetime=\"{given.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}\">{given.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)}</time>");

    /// <summary>How long something took or has taken so far, to the second.</summary>
    public static string Elapsed(DateTimeOffset? from, DateTimeOffset to) => from is not { } start ? "" : (to - start) switch
    {
        { TotalDays: >= 1 } span => $"{(int)span.TotalDays} d {span.Hours} h",
        { TotalHours: >= 1 } span => $"{span.Hours} h {span.Minutes} min",
        { TotalMinutes: >= 1 } span => $"{span.Minutes} min {span.Seconds} s",
        var span => span.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
    };

    private static Html Status(string name) => Html.Of($"<span class=\"status {name}\">{name}</span>");
}
