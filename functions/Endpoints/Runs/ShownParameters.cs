using System.Text.Json.Nodes;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Endpoints.Runs;

/// <summary>A run's parameters as people may see them.</summary>
internal static class ShownParameters
{
    private const string Mask = "***";

    /// <summary>The values by name, those masked that the definition marks as secret.</summary>
    public static JsonObject Of(RunDetails details)
    {
        var secret = details.Definition.Definition.Parameters.Where(parameter => parameter.Secret).Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        return secret.Count == 0
            ? details.Run.Parameters
            : new JsonObject(details.Run.Parameters.Select(value => KeyValuePair.Create(value.Key, secret.Contains(value.Key) ? Mask : value.Value?.DeepClone())));
    }
}
