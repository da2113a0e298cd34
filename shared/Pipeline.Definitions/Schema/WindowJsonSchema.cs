using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Windows;
using static Pipeline.Definitions.Schema.PipelineJsonSchema;

namespace Pipeline.Definitions.Schema;

/// <summary>The JSON Schema of execution windows in pipeline documents.</summary>
internal static class WindowJsonSchema
{
    private const string TimePattern = "([01][0-9]|2[0-3]):[0-5][0-9]";

    public static JsonObject Create() => Map("The hours of the week in which a stage may start. What waits for them has no time limit meanwhile.", [], new()
    {
        ["days"] = List("The days on which the hours start; every day when left out.", Choice(Weekdays.Words), Weekdays.Words.Count),
        ["hours"] = List(
            "The hours of each of these days; the whole day when left out.",
            Map("From one time to another; one that ends before it begins ends on the next day.", ["from", "to"], new()
            {
                ["from"] = Text("When they begin, for example 22:00.", $"^{TimePattern}$"),
                ["to"] = Text("When they end, not included, for example 02:00; at most 24:00.", $"^({TimePattern}|24:00)$"),
            }),
            DocumentLimits.WindowHours),
        ["zone"] = Text("The IANA time zone whose clocks are meant, for example Asia/Seoul; UTC when left out."),
        ["jitter"] = Map("A delay by chance behind the moment at which the window lets a stage start, so that not all start at once.", ["max"], new()
        {
            ["min"] = Reference("duration", "The least delay; none when left out."),
            ["max"] = Reference("duration", "The most, at most 1d."),
            ["skipManual"] = Flag("Whether runs that a person started are not delayed."),
        }),
    });
}
