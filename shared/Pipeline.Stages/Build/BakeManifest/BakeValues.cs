using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Connectors.Helm.Templates;

namespace Pipeline.Stages.Build.BakeManifest;

/// <summary>The single values of an input as helm takes them: one by one, each with its path.</summary>
internal static class BakeValues
{
    private const int MostValues = 1000;

    /// <summary>Spreads lists and maps out into their values.</summary>
    /// <exception cref="StageFailedException">A path is none, or a list or map is empty, which no path can say.</exception>
    public static IReadOnlyList<SetValue> Of(JsonObject values, bool replacesBasicTypes)
    {
        var set = new List<SetValue>();
        foreach (var (path, value) in values)
        {
            if (SetValue.FaultOf(path) is { } fault)
                throw BakeInputs.Invalid("values", fault);
            Spread(path, value, replacesBasicTypes, set);
        }

        return set.Count <= MostValues ? set : throw BakeInputs.Invalid("values", $"there are {set.Count} values, of which at most {MostValues} are taken: put them into a values file (overrides).");
    }

    private static void Spread(string path, JsonNode? value, bool replacesBasicTypes, List<SetValue> set)
    {
        switch (value)
        {
            case JsonArray { Count: > 0 } list:
                foreach (var (index, item) in list.Index())
                    Spread($"{path}[{index}]", item, replacesBasicTypes, set);
                break;
            case JsonObject { Count: > 0 } map:
                foreach (var (name, item) in map)
                    Spread($"{path}.{SetValue.Escape(name)}", item, replacesBasicTypes, set);
                break;
            case JsonArray or JsonObject:
                throw BakeInputs.Invalid("values", $"'{path}' is an empty list or map, which helm cannot be told value by value: put it into a values file (overrides).");
            case null:
                set.Add(new(path, replacesBasicTypes ? "null" : "", replacesBasicTypes));
                break;
            default:
                // A number keeps the digits that it was written with: helm would make 1e+06 of a million.
                set.Add(new(path, value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString(), replacesBasicTypes));
                break;
        }
    }
}
