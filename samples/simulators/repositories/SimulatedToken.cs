namespace Pipeline.Simulators.Repositories;

/// <summary>A token that a server knows.</summary>
/// <param name="Value">The token.</param>
/// <param name="User">Whom it belongs to.</param>
/// <param name="MayRead">Whether it may read what is in repositories.</param>
public sealed record SimulatedToken(string Value, string User, bool MayRead = true);
