using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Connectors.Git;

namespace Pipeline.Stages.Source;

/// <summary>What a source stage keeps between its steps, so that a branch that moves on meanwhile is not looked at twice.</summary>
internal sealed record SourceCursor
{
    /// <summary>The commit, once it is known.</summary>
    public string? Commit { get; init; }

    /// <summary>The branch that it was found by.</summary>
    public string? Branch { get; init; }

    /// <summary>The tag that it was found by.</summary>
    public string? Tag { get; init; }

    /// <summary>How often in a row the server gave no answer.</summary>
    public int Failures { get; init; }

    /// <summary>The commit with what it was found by; null until it is known.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public GitResolution? Resolution => Commit is null ? null : new(Commit, Branch, Tag);

    /// <summary>The cursor as a step gives it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public JsonNode Node => JsonSerializer.SerializeToNode(this, SourceJson.Default.SourceCursor)!;

    /// <summary>The cursor as a step gets it.</summary>
    public static SourceCursor Of(JsonNode? node) => node?.Deserialize(SourceJson.Default.SourceCursor) ?? new();

    /// <summary>The cursor once the commit is known.</summary>
    public SourceCursor At(GitResolution resolution) => this with { Commit = resolution.Commit, Branch = resolution.Branch, Tag = resolution.Tag };
}
