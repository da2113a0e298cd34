using Pipeline.Connectors.Http;

namespace Pipeline.Connectors.Kubernetes;

/// <summary>How clusters are called.</summary>
public sealed record KubernetesClientOptions
{
    /// <summary>Where calls may go, how long connecting may take, and which authorities are trusted besides the system's.</summary>
    public OutboundHttpOptions Outbound { get; init; } = new();

    /// <summary>
    /// How many calls a second one client makes in the long run: 200. It keeps a fault of ours from becoming a flood; the server shares itself out
    /// among its clients by itself (priority and fairness), and its 429 is heeded.
    /// </summary>
    public double CallsPerSecond { get; init; } = 200;

    /// <summary>How many calls one client makes at once before it is held to <see cref="CallsPerSecond"/>: 1,000, which is a deploy of some 250 objects.</summary>
    public int Burst { get; init; } = 1000;

    /// <summary>How long one try of a call may take: 60 s, as long as an API server lets one take. Watches and followed logs have their own measure.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long what a server says of its kinds is believed: 10 min.</summary>
    public TimeSpan DiscoveryLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many objects a page of a list has: 500, as client-go has it.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>How many bytes of one answer are read: 64 MiB.</summary>
    public int MaximumAnswerBytes { get; init; } = 64 * 1024 * 1024;
}
