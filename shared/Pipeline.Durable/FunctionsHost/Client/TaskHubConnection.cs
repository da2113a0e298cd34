using Grpc.Core;
using Grpc.Net.Client;
using Polly;
using Polly.Retry;
using Service = Pipeline.Durable.Protocol.TaskHubSidecarService;

namespace Pipeline.Durable.FunctionsHost.Client;

/// <summary>
/// Calls the Durable extension's gRPC service. When nobody answers, the address is learned anew, for the extension may serve at another one
/// since its host restarted, and the call is made again: what is called must bear being done twice.
/// </summary>
public sealed class TaskHubConnection : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly ITaskHubAddress _address;
    private readonly ResiliencePipeline _retries;
    private Channel? _channel;

    /// <summary>Connects to nothing yet; the first call does.</summary>
    /// <param name="address">Where the service is.</param>
    /// <param name="attempts">How often a call that nobody answers is made again.</param>
    /// <param name="time">Measures deadlines and pauses; null: the system's.</param>
    public TaskHubConnection(ITaskHubAddress address, int attempts = 4, TimeProvider? time = null)
    {
        _address = address;
        Time = time ?? TimeProvider.System;
        _retries = attempts == 0 ? ResiliencePipeline.Empty : new ResiliencePipelineBuilder { TimeProvider = Time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<TaskHubUnavailableException>(),
                MaxRetryAttempts = attempts,
                Delay = TimeSpan.FromMilliseconds(100),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .Build();
    }

    /// <summary>Measures deadlines and pauses.</summary>
    internal TimeProvider Time { get; }

    /// <summary>Makes a call.</summary>
    /// <param name="call">The method and its request.</param>
    /// <param name="cancellationToken">Ends the wait; whether the call has its effect then is open.</param>
    /// <param name="endless">Whether the answer may take any time, because the call waits for something.</param>
    /// <exception cref="TaskHubUnavailableException">Nobody answered.</exception>
    /// <exception cref="RpcException">The service refused.</exception>
    public async Task<TAnswer> CallAsync<TAnswer>(
        Func<Service.TaskHubSidecarServiceClient, CallOptions, AsyncUnaryCall<TAnswer>> call, CancellationToken cancellationToken, bool endless = false)
    {
        DurableClientBinding? failed = null;
        return await _retries.ExecuteAsync(
            async token =>
            {
                var channel = await OpenAsync(failed, token);
                failed = channel.Binding;
                return await CallOnceAsync(channel, call, endless, Time, token);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _channel?.Grpc.Dispose();
            _channel = null;
        }
    }

    private static async Task<TAnswer> CallOnceAsync<TAnswer>(
        Channel channel,
        Func<Service.TaskHubSidecarServiceClient, CallOptions, AsyncUnaryCall<TAnswer>> call,
        bool endless,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        using var deadline = endless ? new CancellationTokenSource() : new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await call(channel.Client, new CallOptions(channel.Headers, cancellationToken: either.Token));
        }
        catch (RpcException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.Unavailable || deadline.IsCancellationRequested)
        {
            throw new TaskHubUnavailableException($"Durable Functions does not answer at {channel.Binding.RpcBaseUrl}: {exception.Status.Detail}", exception);
        }
    }

    private async ValueTask<Channel> OpenAsync(DurableClientBinding? failed, CancellationToken cancellationToken)
    {
        var binding = await _address.FindAsync(failed, cancellationToken)
            ?? throw new TaskHubUnavailableException("The address of Durable Functions in this host is not known yet.");
        lock (_gate)
        {
            if (_channel?.Binding == binding)
                return _channel;

            // Calls under way on the old channel come to their end; their host is gone, or going.
            _channel = new Channel(binding);
            return _channel;
        }
    }

    private sealed class Channel
    {
        public Channel(DurableClientBinding binding)
        {
            Binding = binding;
            Grpc = GrpcChannel.ForAddress(binding.RpcBaseUrl, new GrpcChannelOptions
            {
                // The service itself has no limit; inputs and results may be large.
                MaxReceiveMessageSize = null,
                MaxSendMessageSize = null,
                HttpHandler = new SocketsHttpHandler
                {
                    UseProxy = false,
                    EnableMultipleHttp2Connections = true,
                    ConnectTimeout = TimeSpan.FromSeconds(5),
                    PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
                },
                DisposeHttpClient = true,
            });
            Client = new Service.TaskHubSidecarServiceClient(Grpc);
            Headers = new Metadata { { "Durable-TaskHub", binding.TaskHubName } };

            // An empty value would be taken for the name of a setting.
            if (!string.IsNullOrEmpty(binding.ConnectionName))
                Headers.Add("Durable-ConnectionName", binding.ConnectionName);
        }

        public DurableClientBinding Binding { get; }

        public GrpcChannel Grpc { get; }

        public Service.TaskHubSidecarServiceClient Client { get; }

        public Metadata Headers { get; }
    }
}
