using System.Text.Json.Nodes;
using Pipeline.Definitions.Durations;
using Pipeline.Definitions.Retention;

namespace Pipeline.Definitions.Documents;

/// <summary>How long runs are kept, written as a part of the document's tree.</summary>
internal static partial class PipelineWriter
{
    private static JsonObject Write(RunRetention retention)
    {
        var fields = new JsonObject();
        if (retention.Keep is { } keep)
            fields.Add("keep", keep);
        Add(fields, "for", retention.For is { } time ? Duration.Format(time) : null);
        return fields;
    }
}
