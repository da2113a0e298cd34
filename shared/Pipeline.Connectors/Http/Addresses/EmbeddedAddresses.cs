using System.Net;
using System.Net.Sockets;

namespace Pipeline.Connectors.Http;

/// <summary>
/// The IPv4 addresses that an IPv6 address can lead to: a range must hold for all its spellings, else a gateway or the operating system
/// carries a call to where it was refused.
/// </summary>
internal static class EmbeddedAddresses
{
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork TranslatedLocally = IPNetwork.Parse("64:ff9b:1::/48");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Teredo = IPNetwork.Parse("2001::/32");

    /// <summary>The address itself, without its scope, first; then the IPv4 address inside it. An IPv4-mapped address is nothing but its IPv4 address.</summary>
    public static IEnumerable<IPAddress> Of(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return [address];
        if (address.IsIPv4MappedToIPv6)
            return [address.MapToIPv4()];

        var bytes = address.GetAddressBytes();
        var plain = new IPAddress(bytes);
        return Inside(plain, bytes) is { } inner ? [plain, inner] : [plain];
    }

    private static IPAddress? Inside(IPAddress address, byte[] bytes)
    {
        if (Translated.Contains(address) || IsIsatap(bytes) || IsCompatible(bytes))
            return new(bytes.AsSpan(12, 4));
        if (TranslatedLocally.Contains(address)) // RFC 6052: behind a 48-bit prefix the address is cut in two around byte 8.
            return new([bytes[6], bytes[7], bytes[9], bytes[10]]);
        if (SixToFour.Contains(address))
            return new(bytes.AsSpan(2, 4));
        if (Teredo.Contains(address)) // RFC 4380: the client's address, every bit turned over.
            return new([.. bytes[12..].Select(part => (byte)~part)]);

        return null;
    }

    private static bool IsIsatap(byte[] bytes) => (bytes[8] & 0xFD) == 0 && bytes[9] == 0 && bytes[10] == 0x5E && bytes[11] == 0xFE;

    /// <summary>The deprecated <c>::a.b.c.d</c>; <c>::</c> and <c>::1</c> are addresses of their own.</summary>
    private static bool IsCompatible(byte[] bytes) =>
        bytes.AsSpan(0, 12).IndexOfAnyExcept((byte)0) < 0 && (bytes[12] | bytes[13] | bytes[14]) != 0;
}
