using System.Text.Json.Nodes;
using Pipeline.Definitions.Durations;
using Pipeline.Definitions.TimeZones;
using Pipeline.Definitions.Windows;

namespace Pipeline.Definitions.Documents;

/// <summary>Writes a window as its part of the document's tree, without what is left to its default.</summary>
internal static class WindowWriter
{
    public static JsonObject Write(ExecutionWindow window)
    {
        var fields = new JsonObject();
        if (window.Days.Count > 0)
            fields.Add("days", new JsonArray([.. window.Days.Select(day => (JsonNode)Weekdays.WordOf(day))]));
        if (window.Hours.Count > 0)
            fields.Add("hours", new JsonArray([.. window.Hours.Select(span => (JsonNode)new JsonObject { ["from"] = span.From.ToString(), ["to"] = span.To.ToString() })]));
        if (window.Zone != IanaZone.Utc)
            fields.Add("zone", window.Zone);
        if (window.Jitter is { } jitter)
            fields.Add("jitter", Write(jitter));
        return fields;
    }

    private static JsonObject Write(WindowJitter jitter)
    {
        var fields = new JsonObject();
        if (jitter.Min > TimeSpan.Zero)
            fields.Add("min", Duration.Format(jitter.Min));
        fields.Add("max", Duration.Format(jitter.Max));
        if (jitter.SkipManual)
            fields.Add("skipManual", true);
        return fields;
    }
}
