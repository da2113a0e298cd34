using System.Net;
using Azure.Core.Pipeline;
using Pipeline.Storage.Azure;
using Pipeline.Testing.Servers;

namespace Pipeline.Storage.Tests.Azure;

/// <summary>What happens to a request on its way.</summary>
internal enum Disturbance
{
    /// <summary>It is carried out and answered.</summary>
    None,

    /// <summary>It is carried out, and the answer is lost.</summary>
    AnswerLost,

    /// <summary>It never arrives.</summary>
    RequestLost,

    /// <summary>The service is too busy (503) and says to come back in 30 ms.</summary>
    Busy,

    /// <summary>The account's rate is exceeded (429), without a hint when to come back.</summary>
    TooMany,
}

/// <summary>The emulator behind a network that can be disturbed, request by request.</summary>
internal sealed class DisturbedStorage : DelegatingHandler
{
    private readonly Queue<Disturbance> _next = new();

    private DisturbedStorage()
        : base(new SocketsHttpHandler())
    {
    }

    /// <summary>The methods and paths of the requests that were sent, disturbed or not.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Disturbs the next requests in this order; those after them are not disturbed.</summary>
    public void Disturb(params ReadOnlySpan<Disturbance> disturbances)
    {
        lock (_next)
        {
            Requests.Clear();
            _next.Clear();
            foreach (var disturbance in disturbances)
                _next.Enqueue(disturbance);
        }
    }

    public static async Task<(AzureStorage Storage, DisturbedStorage Network)> OpenAsync(AzuriteServer azurite, int retries = 3)
    {
        var network = new DisturbedStorage();
        var options = new StorageClientOptions { Transport = new HttpClientTransport(new HttpClient(network)) };
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.Retry.MaxRetries = retries;
        return (new AzureStorage(StorageConnectionString.Parse(await azurite.GetConnectionStringAsync()), TimeProvider.System, options), network);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Disturbance disturbance;
        lock (_next)
        {
            Requests.Add($"{request.Method} {request.RequestUri!.AbsolutePath}");
            disturbance = _next.TryDequeue(out var next) ? next : Disturbance.None;
        }

        switch (disturbance)
        {
            case Disturbance.RequestLost:
                throw new HttpRequestException("the connection was reset before the request was sent");
            case Disturbance.AnswerLost:
                (await base.SendAsync(request, cancellationToken)).Dispose();
                throw new HttpRequestException("the connection was reset before the answer came");
            case Disturbance.Busy:
                return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Headers = { { "retry-after-ms", "30" } } };
            case Disturbance.TooMany:
                return new HttpResponseMessage(HttpStatusCode.TooManyRequests);
            default:
                return await base.SendAsync(request, cancellationToken);
        }
    }
}
