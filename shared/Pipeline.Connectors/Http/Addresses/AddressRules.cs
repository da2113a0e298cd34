using System.Net;

namespace Pipeline.Connectors.Http;

/// <summary>
/// Where outgoing calls may go. A host is judged before its name is resolved and each address again at the moment of connecting, so that a
/// name that changes its address in between gains nothing.
/// </summary>
public sealed record AddressRules
{
    /// <summary>When not empty, only these hosts and addresses. An address or range in it also opens a reserved one; a host name does not.</summary>
    public IReadOnlyList<AddressRule> Allow { get; init; } = [];

    /// <summary>Never these; stronger than <see cref="Allow"/>.</summary>
    public IReadOnlyList<AddressRule> Deny { get; init; } = [];

    /// <summary>When not empty, only these ports.</summary>
    public IReadOnlyList<int> Ports { get; init; } = [];

    /// <summary>The URL schemes, of <c>http</c> and <c>https</c>.</summary>
    public IReadOnlyList<string> Schemes { get; init; } = [Uri.UriSchemeHttp, Uri.UriSchemeHttps];

    /// <summary>
    /// Whether this machine itself may be called. Right on a laptop; not in a cloud, where loopback is where the platform serves identities.
    /// </summary>
    public bool AllowLoopback { get; init; } = true;

    /// <summary>Judges what can be said of a URL before its host is resolved.</summary>
    /// <returns>Why it is refused; null when its addresses decide.</returns>
    public AddressRefusal? Judge(Uri url)
    {
        if (!Schemes.Contains(url.Scheme, StringComparer.OrdinalIgnoreCase))
            return new(AddressRefusalRule.Scheme, $"the scheme '{url.Scheme}' is not among {string.Join(", ", Schemes)}");
        if (Ports.Count > 0 && !Ports.Contains(url.Port))
            return new(AddressRefusalRule.Port, $"port {url.Port} is not among {string.Join(", ", Ports)}");

        return JudgeHost(AddressRule.Normalize(url.IdnHost));
    }

    /// <summary>Judges an address that is about to be connected to.</summary>
    /// <param name="host">The host name or literal address of the URL.</param>
    /// <param name="address">One of the host's addresses.</param>
    /// <returns>Why it is refused; null when it may be called.</returns>
    public AddressRefusal? Judge(string host, IPAddress address)
    {
        var name = AddressRule.Normalize(host);
        var addresses = EmbeddedAddresses.Of(address).ToArray();
        if (JudgeHost(name) is { } refusal)
            return refusal;
        if (Deny.FirstOrDefault(rule => addresses.Any(rule.MatchesAddress)) is { } denied)
            return new(AddressRefusalRule.Deny, $"{address} is on the deny list ({denied})");

        // Every spelling must be opened: one that names the outer address only must not open the IPv4 address inside.
        if (addresses.All(each => Allow.Any(rule => rule.MatchesAddress(each))))
            return null;
        if (addresses.Select(ReservedAddresses.MeaningOf).FirstOrDefault(meaning => meaning is not null) is { } reserved)
            return new(AddressRefusalRule.Reserved, $"{address} is a reserved address ({reserved})");
        if (!AllowLoopback && addresses.Any(IPAddress.IsLoopback))
            return new(AddressRefusalRule.Loopback, $"{address} is this machine itself");
        if (Allow.Count > 0 && !Allow.Any(rule => rule.MatchesHost(name) || rule.MatchesAddress(addresses[0])))
            return new(AddressRefusalRule.Allow, $"{address} is not on the allow list");

        return null;
    }

    private AddressRefusal? JudgeHost(string host)
    {
        if (Deny.FirstOrDefault(rule => rule.MatchesHost(host)) is { } denied)
            return new(AddressRefusalRule.Deny, $"the host is on the deny list ({denied})");

        return Allow.Count > 0 && !Allow.Any(rule => rule.IsRange || rule.MatchesHost(host))
            ? new(AddressRefusalRule.Allow, "the host is not on the allow list")
            : null;
    }
}
