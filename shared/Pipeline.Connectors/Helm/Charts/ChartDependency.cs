using YamlDotNet.RepresentationModel;

namespace Pipeline.Connectors.Helm.Charts;

/// <summary>A chart that another one needs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">A version or a range; null: the newest.</param>
/// <param name="Repository">Where it is from, as the chart says it: an address, <c>@name</c> or <c>alias:name</c> of a repository; empty: it lies in <c>charts/</c>.</param>
public sealed record ChartDependency(string Name, string? Version, string Repository)
{
    /// <summary>The name of the repository that it is from; null when an address is given.</summary>
    public string? RepositoryName => Repository switch
    {
        ['@', .. var name] => name,
        _ when Repository.StartsWith("alias:", StringComparison.Ordinal) => Repository["alias:".Length..],
        _ => null,
    };

    /// <summary>Reads the entry of a list of dependencies.</summary>
    internal static ChartDependency? Of(YamlNode node) => node is YamlMappingNode fields && fields.Text("name") is { Length: > 0 } name
        ? new(name, fields.Text("version"), fields.Text("repository") ?? "")
        : null;
}
