using System.Net;

namespace Pipeline.Connectors.Http;

/// <summary>Addresses that no pipeline has business with: the machine's own link, and where clouds hand credentials to whoever asks.</summary>
internal static class ReservedAddresses
{
    private static readonly (IPNetwork Range, string Meaning)[] Ranges =
    [
        (IPNetwork.Parse("169.254.0.0/16"), "link-local and cloud metadata"),
        (IPNetwork.Parse("fe80::/10"), "link-local"),
        (IPNetwork.Parse("fd00:ec2::254/128"), "AWS metadata"),
        (IPNetwork.Parse("fd00:ec2::23/128"), "AWS container credentials"),
        (IPNetwork.Parse("fd20:ce::254/128"), "Google Cloud metadata"),
        (IPNetwork.Parse("100.100.100.200/32"), "Alibaba Cloud metadata"),
        (IPNetwork.Parse("168.63.129.16/32"), "Azure platform"),
        (IPNetwork.Parse("192.0.0.192/32"), "Oracle Cloud metadata"),
        (IPNetwork.Parse("0.0.0.0/8"), "unspecified"),
        (IPNetwork.Parse("::/128"), "unspecified"),
        (IPNetwork.Parse("224.0.0.0/4"), "multicast"),
        (IPNetwork.Parse("ff00::/8"), "multicast"),
        (IPNetwork.Parse("255.255.255.255/32"), "broadcast"),
    ];

    /// <summary>What the address is reserved for, with its range; null when it is an ordinary one.</summary>
    public static string? MeaningOf(IPAddress address)
    {
        foreach (var (range, meaning) in Ranges)
        {
            if (range.BaseAddress.AddressFamily == address.AddressFamily && range.Contains(address))
                return $"{meaning}, {range}";
        }

        return null;
    }
}
