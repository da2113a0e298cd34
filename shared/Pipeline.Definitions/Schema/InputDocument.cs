using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Schema;

/// <summary>Values outside of pipeline documents that have an input schema all the same, for example a setting's.</summary>
public static class InputDocument
{
    /// <summary>Holds a value against a schema.</summary>
    /// <param name="value">The value.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="path">What the value is called in the faults' paths.</param>
    /// <param name="expressionsAllowed">Whether a text that holds <c>${</c> fits anything; else it is text like any other.</param>
    /// <returns>What is wrong, with the paths of the fields; lines and columns say nothing.</returns>
    /// <exception cref="ArgumentException">The schema uses a keyword that validation does not know.</exception>
    public static IReadOnlyList<DefinitionFault> Validate(JsonObject value, JsonObject schema, string path, bool expressionsAllowed = false)
    {
        var faults = new FaultList();
        if (PipelineDocument.Read(value.ToJsonString(), DocumentFormat.Json, faults) is { } node)
            new SchemaValidation(faults, expressionsAllowed).Validate(JsonSchema.Compile(schema), node, path);
        return faults.ToList();
    }
}
