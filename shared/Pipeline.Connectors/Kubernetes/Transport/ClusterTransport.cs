using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Connectors.Http;
using Pipeline.Connectors.Kubernetes.Connections;
using Pipeline.Connectors.Kubernetes.Connections.Credentials;

namespace Pipeline.Connectors.Kubernetes.Transport;

/// <summary>Makes the calls to one cluster: throttled, signed in, made again where that makes sense, and every refusal explained.</summary>
internal sealed class ClusterTransport(ClusterConnection connection, KubernetesClientOptions options, TimeProvider time, HostResolver resolve) : IDisposable
{
    private readonly ClusterSockets _sockets = new(connection, options.Outbound, resolve);
    private readonly TokenBucket _bucket = new(options.CallsPerSecond, options.Burst, time);
    private readonly ClusterRetries _retries = new(time);

    /// <summary>The server's name for messages.</summary>
    public string Host => connection.Server.Host;

    /// <summary>Makes a call and reads its answer.</summary>
    /// <exception cref="KubernetesException">The server refuses, or gives no answer.</exception>
    public Task<JsonObject> SendAsync(ApiRequest request, CancellationToken cancellationToken) => _retries.ExecuteAsync(
        request,
        cancellation => BoundedAsync(request, async bounded => Read(request, await AnswerAsync(request, bounded)), cancellation),
        cancellationToken);

    /// <summary>Makes a call and reads its answer as text.</summary>
    /// <exception cref="KubernetesException">The server refuses, or gives no answer.</exception>
    public Task<string> ReadTextAsync(ApiRequest request, CancellationToken cancellationToken) => _retries.ExecuteAsync(
        request,
        cancellation => BoundedAsync(request, async bounded => Encoding.UTF8.GetString((await AnswerAsync(request, bounded)).Span), cancellation),
        cancellationToken);

    /// <summary>Makes a call whose answer is read bit by bit.</summary>
    /// <exception cref="KubernetesException">The server refuses, or gives no answer.</exception>
    public Task<HttpResponseMessage> OpenAsync(ApiRequest request, CancellationToken cancellationToken) => _retries.ExecuteAsync(
        request,
        cancellation => BoundedAsync(request, bounded => SendOnceAsync(request, bounded), cancellation),
        cancellationToken);

    /// <summary>Reads on in an answer that is read bit by bit.</summary>
    /// <exception cref="KubernetesException">The connection broke.</exception>
    public async ValueTask<bool> ContinueAsync(ApiRequest request, Func<ValueTask<bool>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is IOException or HttpRequestException)
        {
            throw ClusterFailures.Explain(exception, request, connection.Server, timedOutAfter: null);
        }
    }

    public void Dispose() => _sockets.Dispose();

    private async Task<T> BoundedAsync<T>(ApiRequest request, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        await _bucket.TakeAsync(cancellationToken);
        using var timer = new CancellationTokenSource(request.IsPatient ? Timeout.InfiniteTimeSpan : options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await call(either.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var explained = ClusterFailures.Explain(exception, request, connection.Server, timer.IsCancellationRequested ? options.Timeout : null);
            if (ReferenceEquals(explained, exception))
                throw;
            throw explained;
        }
    }

    private async Task<ReadOnlyMemory<byte>> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var response = await SendOnceAsync(request, cancellationToken);
        return await ReadAsync(request, response, cancellationToken);
    }

    /// <summary>One call, and once more with another credential when the server no longer takes the first.</summary>
    private async Task<HttpResponseMessage> SendOnceAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var credential = await connection.Credentials.GetAsync(cancellationToken);
        var response = await SendAsync(request, credential, cancellationToken);
        if ((int)response.StatusCode == 401 && connection.Credentials.Renew(credential))
        {
            response.Dispose();
            credential = await connection.Credentials.GetAsync(cancellationToken);
            response = await SendAsync(request, credential, cancellationToken);
        }

        if (response.IsSuccessStatusCode)
            return response;
        using (response)
        {
            var body = await ReadAsync(request, response, cancellationToken);
            throw StatusReader.Explain(request.Purpose, Host, (int)response.StatusCode, body, RetryAfterOf(response.Headers.RetryAfter));
        }
    }

    private async Task<HttpResponseMessage> SendAsync(ApiRequest request, ClusterCredential credential, CancellationToken cancellationToken)
    {
        using var span = OutboundTracing.Begin(request.Method.Method, connection.Server);
        try
        {
            using var message = MessageOf(request, credential);
            OutboundTracing.Inject(message);
            var response = await _sockets.SendAsync(message, credential.Certificate, cancellationToken);
            OutboundTracing.Answered(span, (int)response.StatusCode);
            return response;
        }
        catch (Exception exception)
        {
            OutboundTracing.Failed(span, exception);
            throw;
        }
    }

    private HttpRequestMessage MessageOf(ApiRequest request, ClusterCredential credential)
    {
        var message = new HttpRequestMessage(request.Method, connection.Server.GetLeftPart(UriPartial.Path).TrimEnd('/') + request.Address);
        if (request.Body is { } body)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString()));
            message.Content.Headers.ContentType = new(request.ContentType);
        }

        message.Headers.Accept.ParseAdd(request.Accept);
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("Pipeline", "1"));
        if (credential.Authorization is not null)
            message.Headers.TryAddWithoutValidation("Authorization", credential.Authorization);
        return message;
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(ApiRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var (body, truncated) = await BoundedReader.ReadAsync(stream, options.MaximumAnswerBytes, cancellationToken);
        return truncated
            ? throw new KubernetesException(KubernetesFailure.Unexpected, $"Cannot {request.Purpose}: the answer of {Host} is longer than {options.MaximumAnswerBytes:N0} bytes.")
            : body;
    }

    private JsonObject Read(ApiRequest request, ReadOnlyMemory<byte> body)
    {
        try
        {
            if (JsonNode.Parse(body.Span) is JsonObject answer)
                return answer;
        }
        catch (JsonException)
        {
        }

        throw new KubernetesException(KubernetesFailure.Unexpected, $"Cannot {request.Purpose}: the answer of {Host} is not an API server's. Check the cluster's address.");
    }

    private TimeSpan? RetryAfterOf(RetryConditionHeaderValue? header) => header switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
        _ => null,
    };
}
