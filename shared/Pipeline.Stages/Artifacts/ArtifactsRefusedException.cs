using Pipeline.Definitions.Artifacts;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Artifacts;

/// <summary>A run cannot start: artifacts that its pipeline expects were not received, or are not clear, and nothing stands in for them (400).</summary>
public sealed class ArtifactsRefusedException(IReadOnlyList<ArtifactFault> faults) : RunException(string.Join(' ', faults.Take(5).Select(fault => fault.Message)))
{
    /// <summary>What is wrong, an expected artifact each.</summary>
    public IReadOnlyList<ArtifactFault> Faults { get; } = faults;
}
