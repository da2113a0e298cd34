using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Pipeline.Definitions.ServerGroups;

/// <summary>Finds the image that a cluster runs. Source: Spinnaker's find image from cluster (reference C4).</summary>
public static class ClusterImages
{
    /// <summary>Finds the server group whose image is taken.</summary>
    /// <param name="groups">The cluster's groups of one region.</param>
    /// <param name="strategy">Which of several.</param>
    /// <param name="onlyEnabled">Whether groups without traffic are left out.</param>
    /// <exception cref="FormatException">There is none, or more than one where only one is allowed; the message says which.</exception>
    public static ServerGroup Choose(IReadOnlyList<ServerGroup> groups, ImageSelection strategy, bool onlyEnabled)
    {
        var candidates = groups.Where(group => !onlyEnabled || group.IsEnabled).NewestFirst().ToArray();
        if (candidates.Length == 0)
            throw new FormatException(groups.Count == 0 ? "the cluster has no server group there" : $"none of its server groups is enabled: {Names(groups)}");
        if (strategy is ImageSelection.Only && candidates.Length > 1)
            throw new FormatException($"there is more than one server group: {Names(candidates)}");

        return strategy switch
        {
            ImageSelection.Oldest => candidates[^1],
            ImageSelection.Largest => candidates.MaxBy(group => group.Instances)!,
            _ => candidates[0],
        };
    }

    /// <summary>The images of a group whose names match, all of them where no pattern is given.</summary>
    public static IReadOnlyList<string> Matching(ServerGroup group, Regex? pattern) =>
        [.. group.Images.Where(image => pattern?.IsMatch(image) != false)];

    private static string Names(IEnumerable<ServerGroup> groups) => string.Join(", ", groups.Select(group => group.Name));
}

/// <summary>Which server group's image is taken where there are several.</summary>
[JsonConverter(typeof(NamedValueConverter<ImageSelection>))]
public enum ImageSelection
{
    /// <summary>The newest one's.</summary>
    [JsonStringEnumMemberName("newest")] Newest,

    /// <summary>The oldest one's.</summary>
    [JsonStringEnumMemberName("oldest")] Oldest,

    /// <summary>That of the one with most instances; among equals the newest.</summary>
    [JsonStringEnumMemberName("largest")] Largest,

    /// <summary>There may be only one.</summary>
    [JsonStringEnumMemberName("only")] Only,
}
