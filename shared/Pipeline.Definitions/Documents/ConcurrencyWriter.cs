using System.Text.Json.Nodes;
using Pipeline.Definitions.Concurrency;

namespace Pipeline.Definitions.Documents;

/// <summary>Writes a limit of runs as its part of the document's tree. How many at once is always said, so that the map is never empty.</summary>
internal static class ConcurrencyWriter
{
    public static JsonObject Write(ConcurrencyLimit limit)
    {
        var fields = new JsonObject { ["max"] = limit.Max };
        if (limit.Policy is not ConcurrencyPolicy.Queue)
            fields.Add("policy", ConcurrencyReader.Policies.WordOf(limit.Policy));
        if (limit.Group is { } group)
            fields.Add("group", group);
        return fields;
    }
}
