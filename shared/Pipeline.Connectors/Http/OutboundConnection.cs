using System.Net;
using System.Net.Sockets;

namespace Pipeline.Connectors.Http;

/// <summary>Finds the addresses of a host.</summary>
public delegate Task<IPAddress[]> HostResolver(string host, CancellationToken cancellationToken);

/// <summary>Makes the connections of outgoing calls: only to addresses that were judged, and to those very addresses.</summary>
internal sealed class OutboundConnection(AddressRules rules, HostResolver resolve)
{
    /// <summary>Connects to the first of the host's allowed addresses that answers.</summary>
    /// <exception cref="AddressRefusedException">None of the host's addresses may be called.</exception>
    /// <exception cref="OutboundCallException">The host has no address or none of them answers.</exception>
    public async ValueTask<Stream> OpenAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        AddressRefusal? refusal = null;
        Exception? failure = null;
        foreach (var address in await AddressesAsync(target.Host, cancellationToken))
        {
            if (rules.Judge(target.Host, address) is { } refused)
            {
                refusal ??= refused;
                continue;
            }

            try
            {
                return await ConnectAsync(new(address, target.Port), cancellationToken);
            }
            catch (SocketException exception)
            {
                failure = exception;
            }
        }

        throw failure is null && refusal is not null
            ? new AddressRefusedException(target.Host, refusal)
            : new OutboundCallException(OutboundFailure.NotConnected, $"No connection to {target.Host}:{target.Port}: {failure?.Message ?? "it has no address"}.", failure);
    }

    /// <summary>The addresses of a host that may be called.</summary>
    /// <exception cref="AddressRefusedException">None of the host's addresses may be called.</exception>
    /// <exception cref="OutboundCallException">The host has no address.</exception>
    public async Task<IReadOnlyList<IPAddress>> FindAsync(string host, CancellationToken cancellationToken)
    {
        var judged = (await AddressesAsync(host, cancellationToken)).Select(address => (Address: address, Refusal: rules.Judge(host, address))).ToArray();
        IPAddress[] allowed = [.. judged.Where(each => each.Refusal is null).Select(each => each.Address)];
        return (allowed, judged) switch
        {
            ({ Length: > 0 }, _) => allowed,
            (_, { Length: > 0 }) => throw new AddressRefusedException(host, judged[0].Refusal!),
            _ => throw new OutboundCallException(OutboundFailure.NameNotFound, $"The host name '{host}' has no address."),
        };
    }

    private async Task<IPAddress[]> AddressesAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var address))
            return [address];

        try
        {
            return await resolve(host, cancellationToken);
        }
        catch (SocketException exception)
        {
            throw new OutboundCallException(OutboundFailure.NameNotFound, $"The host name '{host}' cannot be resolved: {exception.Message}.", exception);
        }
    }

    private static async Task<Stream> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
