using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Definitions;

namespace Pipeline.Stages.Runs;

/// <summary>The values of parameters that the definition marks as secret.</summary>
internal static class SecretParameters
{
    /// <summary>The texts to take out of what is shown of a run.</summary>
    public static IEnumerable<string> Values(RunDocument run, PipelineDefinition definition) => definition.Parameters
        .Where(parameter => parameter.Secret)
        .Select(parameter => run.Parameters[parameter.Name])
        .OfType<JsonNode>()
        .Select(value => value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString());
}
