using System.Net;
using System.Net.Http.Headers;

namespace Pipeline.Connectors.Http;

/// <summary>
/// Makes every HTTP call that a pipeline's author can point somewhere: within the address rules at each hop, in bounded time, with a bounded
/// answer, never through a proxy (it would connect in our place, past the rules), and without cookies.
/// </summary>
public sealed class OutboundHttp : IDisposable
{
    private readonly OutboundHttpOptions _options;
    private readonly TimeProvider _time;
    private readonly OutboundConnection _connection;
    private readonly HttpMessageInvoker _invoker;

    /// <summary>Opens the pool of connections.</summary>
    /// <param name="options">The rules and bounds.</param>
    /// <param name="time">Measures the timeouts.</param>
    /// <param name="resolve">Finds hosts' addresses; null: the system does.</param>
    /// <exception cref="FormatException">A file of certificate authorities cannot be used.</exception>
    public OutboundHttp(OutboundHttpOptions options, TimeProvider time, HostResolver? resolve = null)
    {
        (_options, _time) = (options, time);
        _connection = new OutboundConnection(options.Addresses, resolve ?? Dns.GetHostAddressesAsync);
        var authorities = TrustedAuthorities.Read(options.CertificateAuthorities);
        _invoker = new(new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null, // see OutboundTracing
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectCallback = (context, cancellationToken) => _connection.OpenAsync(context.DnsEndPoint, cancellationToken),
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2), // so that a host's new addresses are noticed
            SslOptions = { RemoteCertificateValidationCallback = authorities.Validate },
            UseCookies = false,
            UseProxy = false,
        });
    }

    /// <summary>Makes a call and follows its redirects.</summary>
    /// <returns>The answer, whatever its status code.</returns>
    /// <exception cref="AddressRefusedException">The address rules refuse the URL, an address or a redirect.</exception>
    /// <exception cref="OutboundCallException">There was no answer.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<OutboundResponse> SendAsync(OutboundRequest request, CancellationToken cancellationToken)
    {
        var timeout = request.Timeout ?? _options.Timeout;
        using var timer = new CancellationTokenSource(timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await FollowAsync(request, either.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw OutboundFailures.Explain(exception, request.Url, timer.IsCancellationRequested ? timeout : null);
        }
    }

    /// <summary>PEM files with certificate authorities that are trusted besides the system's.</summary>
    public IReadOnlyList<string> CertificateAuthorities => _options.CertificateAuthorities;

    /// <summary>The addresses at which a program that connects by itself may reach a URL's host, for as long as it does not ask again.</summary>
    /// <exception cref="AddressRefusedException">The address rules refuse the URL or all of its host's addresses.</exception>
    /// <exception cref="OutboundCallException">The host has no address.</exception>
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(Uri url, CancellationToken cancellationToken) => _options.Addresses.Judge(url) is { } refusal
        ? throw new AddressRefusedException(url.Host, refusal)
        : await _connection.FindAsync(url.DnsSafeHost, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _invoker.Dispose();

    private async Task<OutboundResponse> FollowAsync(OutboundRequest request, CancellationToken cancellationToken)
    {
        for (var hop = 0; hop <= _options.MaximumRedirects; hop++)
        {
            if (_options.Addresses.Judge(request.Url) is { } refusal)
                throw new AddressRefusedException(request.Url.Host, refusal);

            var (answer, next) = await SendOnceAsync(request, cancellationToken);
            if (next is null)
                return answer!;

            request = next;
        }

        throw new OutboundCallException(OutboundFailure.TooManyRedirects, $"More than {_options.MaximumRedirects} redirects, the last to '{request.Url.Host}'.");
    }

    /// <summary>One hop: its answer, or the call to make next.</summary>
    private async Task<(OutboundResponse? Answer, OutboundRequest? Next)> SendOnceAsync(OutboundRequest request, CancellationToken cancellationToken)
    {
        using var span = OutboundTracing.Begin(request);
        try
        {
            using var message = MessageOf(request);
            OutboundTracing.Inject(message);
            using var response = await _invoker.SendAsync(message, cancellationToken);
            OutboundTracing.Answered(span, (int)response.StatusCode);
            var next = request.FollowRedirects ? RedirectRules.Next(request, (int)response.StatusCode, response.Headers.Location) : null;
            return next is null ? (await AnswerAsync(request, response, cancellationToken), null) : (null, next);
        }
        catch (Exception exception)
        {
            OutboundTracing.Failed(span, exception);
            throw;
        }
    }

    private static HttpRequestMessage MessageOf(OutboundRequest request)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Url);
        if (request.Body is { } body)
            message.Content = new ReadOnlyMemoryContent(body);
        foreach (var (name, value) in request.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
                (message.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(name, value);
        }

        if (!message.Headers.Contains("User-Agent"))
            message.Headers.UserAgent.Add(new ProductInfoHeaderValue("Pipeline", "1"));
        return message;
    }

    private async Task<OutboundResponse> AnswerAsync(OutboundRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var bound = request.MaximumAnswerBytes ?? _options.MaximumAnswerBytes;
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var (body, truncated) = await BoundedReader.ReadAsync(stream, bound, cancellationToken);
        return new()
        {
            StatusCode = (int)response.StatusCode,
            Url = request.Url,
            Headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated).ToDictionary(
                header => header.Key, header => (IReadOnlyList<string>)[.. header.Value], StringComparer.OrdinalIgnoreCase),
            Body = body,
            Truncated = truncated,
        };
    }
}
