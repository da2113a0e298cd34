using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Pipeline.Stages.Jobs;

/// <summary>What a job's stage keeps between its steps.</summary>
internal sealed record JobCursor
{
    /// <summary>The namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The job's name, which is decided before the job is made, so that it is found again.</summary>
    public required string Name { get; init; }

    /// <summary>The commit of the file that holds the job; null where none does.</summary>
    public string? Commit { get; init; }

    /// <summary>The tags that stand for build numbers.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>When the job was made; null before.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>How far the logs were taken over, by <c>pod/container</c>, as <see cref="JobLogs.Read"/> has it.</summary>
    public IReadOnlyDictionary<string, string> Read { get; set; } = new Dictionary<string, string>();

    /// <summary>What was said last of how far the job is.</summary>
    public string? Said { get; init; }

    /// <summary>Whether the job has ended, so that only its deletion is left.</summary>
    public bool HasEnded { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    public StageError? Failure { get; init; }

    /// <summary>How often in a row the cluster gave no answer.</summary>
    public int Failures { get; init; }

    /// <summary>The cursor as a step gives it.</summary>
    [JsonIgnore]
    public JsonNode Node => JsonSerializer.SerializeToNode(this, RunJobJson.Default.JobCursor)!;

    /// <summary>The cursor as a step gets it.</summary>
    public static JobCursor? Of(JsonNode? node) => node?.Deserialize(RunJobJson.Default.JobCursor);
}
