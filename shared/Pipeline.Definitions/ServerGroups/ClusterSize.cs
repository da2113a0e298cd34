using System.Text.Json.Serialization;

namespace Pipeline.Definitions.ServerGroups;

/// <summary>Compares how many server groups a cluster has. Source: Spinnaker's precondition on a cluster's size (reference C1).</summary>
public static class ClusterSize
{
    /// <summary>Whether a number of server groups is as expected.</summary>
    public static bool Holds(int actual, SizeComparison comparison, int expected) => comparison switch
    {
        SizeComparison.Less => actual < expected,
        SizeComparison.LessOrEqual => actual <= expected,
        SizeComparison.GreaterOrEqual => actual >= expected,
        SizeComparison.Greater => actual > expected,
        _ => actual == expected,
    };
}

/// <summary>How two numbers are compared.</summary>
[JsonConverter(typeof(NamedValueConverter<SizeComparison>))]
public enum SizeComparison
{
    /// <summary>The same.</summary>
    [JsonStringEnumMemberName("==")] Equal,

    /// <summary>Fewer.</summary>
    [JsonStringEnumMemberName("<")] Less,

    /// <summary>At most so many.</summary>
    [JsonStringEnumMemberName("<=")] LessOrEqual,

    /// <summary>At least so many.</summary>
    [JsonStringEnumMemberName(">=")] GreaterOrEqual,

    /// <summary>More.</summary>
    [JsonStringEnumMemberName(">")] Greater,
}
