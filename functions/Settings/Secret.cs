namespace Pipeline.Functions.Settings;

/// <summary>A secret as it is kept: its value encrypted.</summary>
public sealed record Secret
{
    /// <summary>Its name, unique in the environment; expressions write <c>${secrets.name}</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The only application whose runs may use it; null: those of all.</summary>
    public string? Application { get; init; }

    /// <summary>What it is, for people.</summary>
    public string? Description { get; init; }

    /// <summary>Counts its values from 1.</summary>
    public required int Version { get; init; }

    /// <summary>The value, encrypted.</summary>
    public required byte[] Protected { get; init; }

    /// <summary>When the value was set.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Who set it.</summary>
    public required string UpdatedBy { get; init; }
}
