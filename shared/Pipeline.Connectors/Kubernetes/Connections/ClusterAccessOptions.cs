using Microsoft.Extensions.Configuration;

namespace Pipeline.Connectors.Kubernetes.Connections;

/// <summary>What a description of a cluster that somebody hands in may make this server do, beyond calling it.</summary>
public sealed record ClusterAccessOptions
{
    /// <summary>The configuration section that <see cref="From"/> reads: <c>Kubernetes</c>.</summary>
    public const string Section = "Kubernetes";

    /// <summary>Whether kubeconfigs may run programs of this server for their credentials (<c>exec</c>).</summary>
    public bool AllowsExecPlugins { get; init; }

    /// <summary>Whether kubeconfigs may name files of this server for certificates, keys and tokens.</summary>
    public bool AllowsFiles { get; init; }

    /// <summary>Whether kubeconfigs may do without telling the right server from others (<c>insecure-skip-tls-verify</c>).</summary>
    public bool AllowsInsecure { get; init; }

    /// <summary>Whether clusters may be called as this server itself: its service account in a cluster, its identity in Azure.</summary>
    public bool AllowsOwnIdentity { get; init; } = true;

    /// <summary>What the hosts end with that are given this server's Microsoft Entra token: those of AKS, which nobody else can have.</summary>
    public IReadOnlyList<string> AksHosts { get; init; } = [".azmk8s.io", ".azk8s.cn", ".containerservice.azure.us"];

    /// <summary>Where a pod finds its service account.</summary>
    public string ServiceAccountFolder { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Reads the options from the section <see cref="Section"/>; what it leaves out keeps its default.</summary>
    /// <exception cref="FormatException">A value is neither true nor false; the message names its key.</exception>
    public static ClusterAccessOptions From(IConfiguration configuration)
    {
        var defaults = new ClusterAccessOptions();
        return new()
        {
            AllowsExecPlugins = Flag(configuration, nameof(AllowsExecPlugins), defaults.AllowsExecPlugins),
            AllowsFiles = Flag(configuration, nameof(AllowsFiles), defaults.AllowsFiles),
            AllowsInsecure = Flag(configuration, nameof(AllowsInsecure), defaults.AllowsInsecure),
            AllowsOwnIdentity = Flag(configuration, nameof(AllowsOwnIdentity), defaults.AllowsOwnIdentity),
            AksHosts = configuration[nameof(AksHosts)] is { Length: > 0 } hosts
                ? hosts.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                : defaults.AksHosts,
            ServiceAccountFolder = configuration[nameof(ServiceAccountFolder)] is { Length: > 0 } folder ? folder : defaults.ServiceAccountFolder,
        };
    }

    private static bool Flag(IConfiguration configuration, string key, bool otherwise) => configuration[key]?.Trim() switch
    {
        null or "" => otherwise,
        var text => bool.TryParse(text, out var value) ? value : throw new FormatException($"{Section}:{key}: '{text}' is neither true nor false."),
    };
}
