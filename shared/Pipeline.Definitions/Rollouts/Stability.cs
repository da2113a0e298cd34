namespace Pipeline.Definitions.Rollouts;

/// <summary>How far an object of a cluster is on its way to what its specification asks for.</summary>
/// <param name="State">The state.</param>
/// <param name="Message">A sentence of what is missing, or why it will never be reached; of a stable object, what was reached.</param>
public sealed record Stability(StabilityState State, string Message)
{
    internal static Stability Stable(string message) => new(StabilityState.Stable, message);

    internal static Stability Unstable(string message) => new(StabilityState.Unstable, message);

    internal static Stability Paused(string message) => new(StabilityState.Paused, message);

    internal static Stability Failed(string message) => new(StabilityState.Failed, message);
}

/// <summary>The states of an object on its way.</summary>
public enum StabilityState
{
    /// <summary>It is as its specification asks.</summary>
    Stable,

    /// <summary>It is on its way.</summary>
    Unstable,

    /// <summary>It stays on its way until a person resumes it.</summary>
    Paused,

    /// <summary>It will not come to what its specification asks without a change.</summary>
    Failed,
}
