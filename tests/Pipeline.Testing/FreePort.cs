using System.Net;
using System.Net.Sockets;

namespace Pipeline.Testing;

/// <summary>
/// Loopback ports that nothing listens on. Prefer a server that takes port 0 and says what it got: between this answer and the server's
/// start another program may take the port.
/// </summary>
public static class FreePort
{
    /// <summary>A port that is free at this moment.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
