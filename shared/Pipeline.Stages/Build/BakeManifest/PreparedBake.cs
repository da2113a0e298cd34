namespace Pipeline.Stages.Build.BakeManifest;

/// <summary>A bake of which everything is there but the result.</summary>
/// <param name="Key">By what it is known again.</param>
/// <param name="Program">What renders it, with its version.</param>
/// <param name="RenderAsync">Renders it.</param>
internal sealed record PreparedBake(string Key, string Program, Func<CancellationToken, Task<string>> RenderAsync)
{
    /// <summary>The chart; null for a kustomization.</summary>
    public BakedChart? Chart { get; init; }
}

/// <summary>The chart of a bake.</summary>
/// <param name="Name">Its name in Chart.yaml.</param>
/// <param name="Version">Its version in Chart.yaml.</param>
/// <param name="Digest">The SHA-256 of its package.</param>
internal sealed record BakedChart(string Name, string Version, string Digest);
