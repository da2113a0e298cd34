using System.Text.Json.Nodes;
using Pipeline.Stages.Deploy.Changes;

namespace Pipeline.Stages.Jobs;

/// <summary>What a job's stage puts out, put together step by step.</summary>
internal sealed class JobOutputs
{
    private JobOutputs(JsonObject fields) => Fields = fields;

    /// <summary>The outputs.</summary>
    public JsonObject Fields { get; }

    /// <summary>The values that the log gave.</summary>
    public JsonObject Properties
    {
        get
        {
            if (Fields["properties"] is not JsonObject properties)
                Fields["properties"] = properties = [];
            return properties;
        }
    }

    /// <summary>What earlier steps of the attempt have put out.</summary>
    public static JobOutputs Of(StageExecution execution) => new(execution.Stages.Find(execution.StageId)?.Outputs?.DeepClone().AsObject() ?? []);

    /// <summary>Records what was made or deleted, without what the job holds: its environment may be nobody's business.</summary>
    public void Record(ObjectMutation mutation)
    {
        if (Fields["changes"] is not JsonArray changes)
            Fields["changes"] = changes = [];
        changes.Add((JsonNode)(mutation with { Changes = [] }).ToJson());
    }
}
