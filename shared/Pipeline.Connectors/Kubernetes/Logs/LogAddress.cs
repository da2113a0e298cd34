using System.Globalization;
using Pipeline.Connectors.Kubernetes.Discovery;

namespace Pipeline.Connectors.Kubernetes.Logs;

/// <summary>Where a container's log is read.</summary>
internal static class LogAddress
{
    private static readonly ApiResource Pods = new() { Group = "", Version = "v1", Kind = "Pod", Name = "pods", IsNamespaced = true };

    /// <summary>The address for the options as they are.</summary>
    public static string Of(string @namespace, string pod, LogOptions options, bool follows) => ResourceAddress.With(
        ResourceAddress.Of(Pods, @namespace, pod, "log"),
        ("container", options.Container),
        ("follow", follows ? "true" : null),
        ("previous", options.IsPrevious ? "true" : null),
        ("tailLines", options.TailLines?.ToString(CultureInfo.InvariantCulture)),
        ("sinceTime", options.Since?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture)),
        ("timestamps", options.HasTimestamps ? "true" : null));

    /// <summary>What is read, to follow "Cannot".</summary>
    public static string PurposeOf(string @namespace, string pod, LogOptions options) =>
        $"read the log of {(options.Container is null ? "" : $"container {options.Container} of ")}Pod {@namespace}/{pod}";
}
