using System.Text.Json.Nodes;
using Pipeline.Definitions.Concurrency;
using Pipeline.Definitions.Documents;
using static Pipeline.Definitions.Schema.PipelineJsonSchema;

namespace Pipeline.Definitions.Schema;

/// <summary>The JSON Schema of a limit of runs in pipeline documents.</summary>
internal static class ConcurrencyJsonSchema
{
    public static JsonObject Create() => Map("How many runs may be under way at once, paused ones included; the others wait. Without it there is no limit.", [], new()
    {
        ["max"] = new JsonObject
        {
            ["description"] = "How many runs of the pipeline at once; 1 when left out.",
            ["type"] = "integer",
            ["minimum"] = 1,
            ["maximum"] = ConcurrencyLimit.Most,
        },
        ["policy"] = Choice(ConcurrencyReader.Policies.Keys, "What becomes of runs that wait when a newer one comes to wait too: they keep their place (queue), or it supersedes them and they are cancelled (latest-only). queue when left out."),
        ["group"] = Text("A lock shared by all pipelines that name it: at most one run of all of them is under way at once.", NamingRules.SlugPattern),
    });
}
