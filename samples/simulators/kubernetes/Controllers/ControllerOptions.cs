namespace Pipeline.Simulators.Kubernetes.Controllers;

/// <summary>How quickly a simulated cluster works. Real ones need seconds where this needs moments.</summary>
public sealed record ControllerOptions
{
    /// <summary>How long a container takes to start, its image included.</summary>
    public TimeSpan StartDelay { get; init; } = TimeSpan.FromMilliseconds(30);

    /// <summary>How long a pod takes to end at most, whatever grace it has.</summary>
    public TimeSpan TerminationDelay { get; init; } = TimeSpan.FromMilliseconds(30);

    /// <summary>How many times shorter the pauses before restarts and new pulls are than real ones.</summary>
    public double Haste { get; init; } = 100;

    /// <summary>The names of the nodes.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = ["node-1", "node-2"];

    /// <summary>How many cores and how much memory each node has.</summary>
    public (int Cores, long MemoryBytes) NodeSize { get; init; } = (8, 32L * 1024 * 1024 * 1024);
}
