using YamlDotNet.RepresentationModel;

namespace Pipeline.Connectors.Helm.Repositories;

/// <summary>The index of a chart repository.</summary>
internal sealed class ChartIndex
{
    private readonly YamlMappingNode _entries;

    private ChartIndex(YamlMappingNode entries) => _entries = entries;

    /// <summary>The names of its charts, in order.</summary>
    public IReadOnlyList<string> Charts =>
        [.. _entries.Children.Keys.OfType<YamlScalarNode>().Select(static key => key.Value).OfType<string>().Order(StringComparer.Ordinal)];

    /// <summary>Reads one.</summary>
    /// <exception cref="HelmException">The text is none.</exception>
    public static ChartIndex Read(string text, string host)
    {
        var index = YamlMappings.Read(text, $"The index.yaml of {host}");
        return new(index.Field("entries") as YamlMappingNode ?? (index.Field("apiVersion") is null
            ? throw new HelmException(HelmFailure.Unexpected, $"What {host} gives as index.yaml is no index of charts: it has no 'entries'.")
            : []));
    }

    /// <summary>The versions of a chart; null when there is no such chart.</summary>
    public IReadOnlyList<ChartIndexEntry>? Find(string chart) => _entries.Field(chart) is not YamlSequenceNode versions
        ? null
        : [.. from node in versions.OfType<YamlMappingNode>()
              let version = node.Text("version")
              where version is not null
              select new ChartIndexEntry(version, (node.Items("urls").FirstOrDefault() as YamlScalarNode)?.Value, node.Text("digest"))];
}

/// <summary>A version of a chart in an index.</summary>
/// <param name="Version">The version.</param>
/// <param name="Url">Where its archive is, absolute or from the repository's address on.</param>
/// <param name="Digest">The archive's SHA-256, where the index says it.</param>
internal sealed record ChartIndexEntry(string Version, string? Url, string? Digest);
