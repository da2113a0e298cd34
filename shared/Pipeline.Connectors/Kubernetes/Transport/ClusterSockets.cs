using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Pipeline.Connectors.Http;
using Pipeline.Connectors.Kubernetes.Connections;

namespace Pipeline.Connectors.Kubernetes.Transport;

/// <summary>The connections to one cluster: within the address rules of outgoing calls, over HTTP/2 where the server speaks it.</summary>
internal sealed class ClusterSockets : IDisposable
{
    private readonly ClusterConnection _connection;
    private readonly OutboundHttpOptions _outbound;
    private readonly OutboundConnection _opening;
    private readonly RemoteCertificateValidationCallback _trust;
    private readonly Lock _gate = new();
    private readonly List<(X509Certificate2? Certificate, HttpMessageInvoker Invoker)> _invokers = [];

    /// <exception cref="KubernetesException">The connection's authorities cannot be read.</exception>
    public ClusterSockets(ClusterConnection connection, OutboundHttpOptions outbound, HostResolver resolve)
    {
        (_connection, _outbound) = (connection, outbound);
        _opening = new(outbound.Addresses, resolve);
        _trust = ClusterTrust.Of(connection, outbound.CertificateAuthorities);
    }

    /// <summary>Sends a request; the answer's body is still to be read.</summary>
    /// <exception cref="AddressRefusedException">The address rules refuse the server.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, X509Certificate2? certificate, CancellationToken cancellationToken)
    {
        await JudgeAsync(cancellationToken);
        message.Version = HttpVersion.Version20;
        message.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        if (_connection.TlsServerName is not null)
            message.Headers.Host = _connection.TlsServerName; // what the HTTP stack takes as the name in the handshake
        return await InvokerOf(certificate).SendAsync(message, cancellationToken);
    }

    public void Dispose()
    {
        foreach (var (_, invoker) in _invokers)
            invoker.Dispose();
    }

    /// <summary>A proxy connects in our place: what can be known of the server's addresses is judged before. Otherwise connecting judges them.</summary>
    private async ValueTask JudgeAsync(CancellationToken cancellationToken)
    {
        if (_outbound.Addresses.Judge(_connection.Server) is { } refusal)
            throw new AddressRefusedException(_connection.Server.Host, refusal);
        if (_connection.Proxy is null)
            return;
        try
        {
            await _opening.FindAsync(_connection.Server.DnsSafeHost, cancellationToken);
        }
        catch (OutboundCallException)
        {
            // A name that only the proxy knows.
        }
    }

    /// <summary>A connection is made with one client certificate for good, so a new certificate needs new connections; calls on the old ones go on.</summary>
    private HttpMessageInvoker InvokerOf(X509Certificate2? certificate)
    {
        lock (_gate)
        {
            if (_invokers is [.., var newest] && newest.Certificate == certificate)
                return newest.Invoker;
            var invoker = new HttpMessageInvoker(Handler(certificate));
            _invokers.Add((certificate, invoker));
            return invoker;
        }
    }

    private SocketsHttpHandler Handler(X509Certificate2? certificate) => new()
    {
        ActivityHeadersPropagator = null, // see OutboundTracing
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectCallback = (context, cancellationToken) => _opening.OpenAsync(context.DnsEndPoint, cancellationToken),
        ConnectTimeout = _outbound.ConnectTimeout,
        EnableMultipleHttp2Connections = true,
        KeepAlivePingDelay = TimeSpan.FromSeconds(30), // as client-go has it: a watch must notice that its connection is dead
        KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        Proxy = ProxyOf(_connection.Proxy),
        SslOptions =
        {
            RemoteCertificateValidationCallback = _trust,
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true),
        },
        UseCookies = false,
        UseProxy = _connection.Proxy is not null,
    };

    private static WebProxy? ProxyOf(Uri? proxy)
    {
        if (proxy is null)
            return null;
        var user = proxy.UserInfo.Split(':', 2);
        return new(new UriBuilder(proxy) { UserName = "", Password = "" }.Uri)
        {
            Credentials = user[0].Length == 0 ? null : new NetworkCredential(Uri.UnescapeDataString(user[0]), Uri.UnescapeDataString(user.ElementAtOrDefault(1) ?? "")),
        };
    }
}
