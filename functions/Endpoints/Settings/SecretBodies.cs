using Pipeline.Functions.Settings;

namespace Pipeline.Functions.Endpoints.Settings;

/// <summary>A secret to set.</summary>
internal sealed record SecretBody
{
    /// <summary>The value, which cannot be read again; at most 65,536 characters.</summary>
    public required string Value { get; init; }

    /// <summary>The only application whose runs may use it; those of all when left out.</summary>
    public string? Application { get; init; }

    /// <summary>What it is, for people.</summary>
    public string? Description { get; init; }

    // A record prints its properties; this one must not print its value into a log.
    public override string ToString() => nameof(SecretBody);
}

/// <summary>A secret, without its value.</summary>
/// <param name="Name">Its name; expressions write <c>${secrets.name}</c>.</param>
/// <param name="Application">The only application whose runs may use it; left out: those of all.</param>
/// <param name="Description">What it is.</param>
/// <param name="Version">Counts its values from 1.</param>
/// <param name="UpdatedAt">When the value was set.</param>
/// <param name="UpdatedBy">Who set it.</param>
internal sealed record SecretAnswer(string Name, string? Application, string? Description, int Version, DateTimeOffset UpdatedAt, string UpdatedBy)
{
    public static SecretAnswer Of(Secret secret) =>
        new(secret.Name, secret.Application, secret.Description, secret.Version, secret.UpdatedAt, secret.UpdatedBy);
}

/// <summary>Secrets.</summary>
/// <param name="Items">In the order of their names.</param>
internal sealed record SecretList(IReadOnlyList<SecretAnswer> Items);
