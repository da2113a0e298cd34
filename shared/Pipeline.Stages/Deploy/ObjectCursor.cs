using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Pipeline.Stages.Deploy.Selection;
using Pipeline.Stages.Deploy.Waiting;

namespace Pipeline.Stages.Deploy;

/// <summary>What a stage that works on objects keeps between its steps.</summary>
internal sealed record ObjectCursor
{
    /// <summary>The objects, chosen once; null before that.</summary>
    public IReadOnlyList<SelectedObject>? Objects { get; init; }

    /// <summary>What was found out before the change, for the stage itself, so that the change is the same when its step runs again.</summary>
    public JsonObject? Plan { get; init; }

    /// <summary>Whether the change was made.</summary>
    public bool IsChanged { get; init; }

    /// <summary>How far the wait for the objects is; null before it.</summary>
    public StableWaitCursor? Wait { get; init; }

    /// <summary>How often in a row the cluster gave no answer.</summary>
    public int Failures { get; init; }

    /// <summary>The cursor as a step gives it.</summary>
    [JsonIgnore]
    public JsonNode Node => JsonSerializer.SerializeToNode(this, DeployStagesJson.Default.ObjectCursor)!;

    /// <summary>The cursor as a step gets it.</summary>
    public static ObjectCursor Of(JsonNode? node) => node?.Deserialize(DeployStagesJson.Default.ObjectCursor) ?? new();
}
