using System.Text.Json.Nodes;
using Pipeline.Definitions.Retention;

namespace Pipeline.Definitions.Schema;

/// <summary>The part of the schema that says how long runs are kept.</summary>
public static partial class PipelineJsonSchema
{
    private static JsonObject Retention()
    {
        var schema = Map("How long runs that have ended are kept; as the server's operator decided when left out. The newest run that went well is always kept.", [], new()
        {
            ["keep"] = new JsonObject
            {
                ["description"] = "How many of the newest are kept.",
                ["type"] = "integer",
                ["minimum"] = 1,
                ["maximum"] = RunRetention.MostKept,
            },
            ["for"] = Reference("duration", "How long after its end a run is kept, 1h or longer, for example 90d."),
        });
        schema.Add("anyOf", new JsonArray(
            new JsonObject { ["required"] = new JsonArray("keep") },
            new JsonObject { ["required"] = new JsonArray("for") }));
        return schema;
    }
}
