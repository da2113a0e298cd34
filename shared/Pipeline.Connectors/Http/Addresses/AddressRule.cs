using System.Net;

namespace Pipeline.Connectors.Http;

/// <summary>
/// One line of an allow or deny list: an address (<c>10.1.2.3</c>), a range (<c>10.0.0.0/8</c>, <c>fd00::/8</c>), a host
/// (<c>ci.example.com</c>) or all hosts below a domain (<c>*.example.com</c>, the domain itself not among them).
/// </summary>
public sealed record AddressRule
{
    private readonly IPNetwork? _range;
    private readonly string? _host;

    private AddressRule(string text, IPNetwork? range, string? host) => (Text, _range, _host) = (text, range, host);

    /// <summary>The rule as it was written.</summary>
    public string Text { get; }

    /// <summary>Whether the rule names addresses, not hosts.</summary>
    internal bool IsRange => _range is not null;

    /// <summary>Reads a rule.</summary>
    /// <exception cref="FormatException">The text is none of the four forms; the message says what to write.</exception>
    public static AddressRule Parse(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Contains('/') && IPNetwork.TryParse(trimmed, out var network))
            return new(trimmed, network, null);

        if (IPAddress.TryParse(trimmed.Trim('[', ']'), out var address))
            return new(trimmed, new IPNetwork(address, address.GetAddressBytes().Length * 8), null);

        var domain = trimmed.StartsWith("*.", StringComparison.Ordinal) ? trimmed[2..] : trimmed;
        if (Uri.CheckHostName(domain) == UriHostNameType.Dns)
            return new(trimmed, null, Normalize(trimmed));

        throw new FormatException($"'{text}' is not an address rule. Write an address (10.1.2.3), a range (10.0.0.0/8), a host (ci.example.com) or a domain (*.example.com).");
    }

    /// <summary>Lower case and without the closing dot of a fully qualified name.</summary>
    internal static string Normalize(string host) => host.TrimEnd('.').ToLowerInvariant();

    /// <summary>Whether a host name, in the form <see cref="Normalize"/> gives it, is one that the rule names.</summary>
    internal bool MatchesHost(string host) => _host is not null
        && (_host.StartsWith("*.", StringComparison.Ordinal) ? host.EndsWith(_host[1..], StringComparison.Ordinal) : host == _host);

    /// <summary>Whether an address is one that the rule names.</summary>
    internal bool MatchesAddress(IPAddress address) => _range is { } range && range.BaseAddress.AddressFamily == address.AddressFamily && range.Contains(address);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
