using Pipeline.Connectors.Helm.Charts;

namespace Pipeline.Connectors.Helm.Templates;

/// <summary>What <c>helm template</c> is asked for.</summary>
public sealed record ChartRendering
{
    /// <summary>The chart.</summary>
    public required ChartPackage Chart { get; init; }

    /// <summary>The name of the release, which charts put into the names of what they make.</summary>
    public required string ReleaseName { get; init; }

    /// <summary>The namespace; null: helm's own, <c>default</c>, and nothing is filled in.</summary>
    public string? Namespace { get; init; }

    /// <summary>The values files, in their order: a later one wins.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> ValuesFiles { get; init; } = [];

    /// <summary>Single values, which win over all files.</summary>
    public IReadOnlyList<SetValue> Values { get; init; } = [];

    /// <summary>Whether the chart's custom resource definitions (<c>crds/</c>) are put out too.</summary>
    public bool IncludeCrds { get; init; }

    /// <summary>The version of Kubernetes that <c>.Capabilities</c> is to show; null: helm's own.</summary>
    public string? KubeVersion { get; init; }

    /// <summary>The API versions that <c>.Capabilities</c> is to show besides.</summary>
    public IReadOnlyList<string> ApiVersions { get; init; } = [];
}

/// <summary>A value at a path of the values.</summary>
/// <param name="Path">The path in helm's language, for example <c>image.tag</c>, <c>ports[0].name</c> or <c>annotations.example\.com/team</c>.</param>
/// <param name="Value">The value.</param>
/// <param name="IsTyped">
/// Whether it is read as <c>--set</c> reads it: <c>true</c>, <c>false</c>, <c>null</c> and whole numbers are such values. If not, it is a text,
/// as with <c>--set-string</c>.
/// </param>
public sealed record SetValue(string Path, string Value, bool IsTyped)
{
    /// <summary>What is wrong with a path, and what to write; null when nothing is.</summary>
    public static string? FaultOf(string path) => SetArguments.FaultOf(path);

    /// <summary>A name as part of a path: its signs have a backslash before them.</summary>
    public static string Escape(string name) => SetArguments.Escape(name);
}
