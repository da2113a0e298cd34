using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Pipeline.Simulators.FunctionsHost.Handlers;

/// <summary>A custom handler that serves on a loopback port, as its host sees it.</summary>
public sealed class Handler : IDisposable
{
    /// <summary>The host whose ways are imitated.</summary>
    public const string HostVersion = "4.1037.0.0";

    private readonly HttpClient _http;

    /// <param name="address">Where the handler listens.</param>
    public Handler(Uri address)
    {
        Address = address;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null })
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Where the handler listens.</summary>
    public Uri Address { get; }

    /// <summary>Told of every invocation and its reply, for tests that compare them.</summary>
    internal Action<string, string, string>? Observer { get; set; }

    /// <summary>Sends a request as it is.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        AddHostHeaders(request);
        return _http.SendAsync(request, completion, cancellationToken);
    }

    /// <summary>Invokes a function.</summary>
    /// <returns>The reply of the handler.</returns>
    /// <exception cref="InvocationFailedException">The handler answered with another status than success, or broke off.</exception>
    /// <exception cref="HandlerUnreachableException">Nobody listens.</exception>
    internal async Task<JsonNode?> InvokeAsync(FunctionCall call, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, call.Function);
        var body = call.ToJson();
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.TransferEncodingChunked = true;
        AddHostHeaders(request);
        try
        {
            using var answer = await _http.SendAsync(request, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            if (!answer.IsSuccessStatusCode)
                throw new InvocationFailedException(call.Function, $"Response status code does not indicate success: {(int)answer.StatusCode} ({answer.ReasonPhrase}).");
            Observer?.Invoke(call.Function, body, text);
            return JsonNode.Parse(text);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is HttpRequestError.ConnectionError)
        {
            throw new HandlerUnreachableException(Address, exception);
        }
        catch (Exception exception) when (exception is ObjectDisposedException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Its host has let it go.
            throw new HandlerUnreachableException(Address, exception);
        }
        catch (HttpRequestException exception)
        {
            throw new InvocationFailedException(call.Function, exception.Message);
        }
    }

    /// <summary>Waits until it answers a request, with whatever status.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync("/", cancellationToken);
            return answer.StatusCode is not HttpStatusCode.ServiceUnavailable;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static void AddHostHeaders(HttpRequestMessage request)
    {
        request.Headers.Add("X-Azure-Functions-HostVersion", HostVersion);
        request.Headers.Add("X-Azure-Functions-InvocationId", Guid.NewGuid().ToString());
        request.Headers.UserAgent.ParseAdd($"Azure-Functions-Host/{HostVersion}");
    }
}

/// <summary>An invocation came to no success.</summary>
internal sealed class InvocationFailedException(string function, string reason) : Exception(reason)
{
    /// <summary>The function.</summary>
    public string Function { get; } = function;
}

/// <summary>Nobody listens at a handler's address.</summary>
internal sealed class HandlerUnreachableException(Uri address, Exception cause) : Exception($"Nobody listens at {address}.", cause);
