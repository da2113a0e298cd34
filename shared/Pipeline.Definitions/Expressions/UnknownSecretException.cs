namespace Pipeline.Definitions.Expressions;

/// <summary>Inputs refer to a secret that does not exist, or no longer does.</summary>
public sealed class UnknownSecretException(string name)
    : Exception($"There is no secret '{name}'. Create it under settings/secrets, or correct the name in the stage's configuration.")
{
    /// <summary>The name that was not found.</summary>
    public string Name { get; } = name;
}
