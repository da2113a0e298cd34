using System.Text.Json.Nodes;

namespace Pipeline.Functions.Settings;

/// <summary>A setting as it is kept: its secrets encrypted, each by itself.</summary>
public sealed record Setting
{
    /// <summary>Its kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Its name, unique in the kind; pipelines write it.</summary>
    public required string Name { get; init; }

    /// <summary>The only application whose pipelines may use it; null: those of all.</summary>
    public string? Application { get; init; }

    /// <summary>What it is, for people.</summary>
    public string? Description { get; init; }

    /// <summary>Counts its changes from 1.</summary>
    public required int Version { get; init; }

    /// <summary>Everything but the secrets.</summary>
    public required JsonObject With { get; init; }

    /// <summary>The secrets by field, encrypted.</summary>
    public IReadOnlyDictionary<string, byte[]> Secrets { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>When it was changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Who changed it.</summary>
    public required string UpdatedBy { get; init; }
}
