using System.Collections.Concurrent;
using System.Security.Cryptography;
using Pipeline.Durable.FunctionsHost.Client;
using Pipeline.Durable.FunctionsHost.Invocations;
using Pipeline.Functions.Triggers.Declarations;

namespace Pipeline.Functions.Triggers;

/// <summary>
/// Where this process's own host serves the durable client. Only bindings tell it, and only functions have bindings: so the process calls a
/// function of its own (<see cref="DurableClientFunction"/>) through its host, and besides learns from every other invocation that tells it.
/// </summary>
internal sealed partial class TaskHubAddress(FunctionsHostAddress host, ILogger<TaskHubAddress> logger) : ITaskHubAddress, IDisposable
{
    /// <summary>The path of the function that hands the address over.</summary>
    public const string Route = "durable-client";

    /// <summary>The query parameter by which this process knows its own call again.</summary>
    public const string Nonce = "nonce";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    private readonly ConcurrentDictionary<string, bool> _calls = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _asking = new(1);
    private volatile DurableClientBinding? _known;

    /// <inheritdoc/>
    public async ValueTask<DurableClientBinding?> FindAsync(DurableClientBinding? failed, CancellationToken cancellationToken)
    {
        if (_known is { } known && known != failed)
            return known;

        await _asking.WaitAsync(cancellationToken);
        try
        {
            if (_known is not { } learned || learned == failed)
            {
                _known = null;
                await AskAsync(cancellationToken);
            }

            return _known;
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>Learns the address from an invocation that brings the durable client's binding.</summary>
    /// <exception cref="FormatException">It brings none that can be used.</exception>
    public void Learn(FunctionInvocation invocation)
    {
        var binding = DurableClientBinding.Parse(invocation.Text(Bindings.DurableClientName));
        if (_known != binding)
            LogLearned(binding.TaskHubName, binding.RpcBaseUrl);
        _known = binding;
    }

    /// <summary>Whether a call of the function is this process's own.</summary>
    public bool IsOwnCall(string nonce) => _calls.ContainsKey(nonce);

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _asking.Dispose();
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        if (host.Url is not { } url)
            return;

        var nonce = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _calls[nonce] = true;
        try
        {
            using var answer = await _http.GetAsync(new Uri(url, $"{Route}?{Nonce}={nonce}"), cancellationToken);
            if (!answer.IsSuccessStatusCode)
                LogRefused(url, (int)answer.StatusCode);
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogUnreachable(url, exception.Message);
        }
        finally
        {
            _calls.TryRemove(nonce, out _);
        }
    }

    [LoggerMessage(LogLevel.Information, "Durable Functions serves the task hub '{TaskHub}' at {Url}.")]
    private partial void LogLearned(string taskHub, Uri url);

    [LoggerMessage(LogLevel.Warning, "The Functions host at {Url} answered {Status} when it was asked for the address of Durable Functions.")]
    private partial void LogRefused(Uri url, int status);

    [LoggerMessage(LogLevel.Warning, "The Functions host at {Url} cannot be asked for the address of Durable Functions: {Reason}")]
    private partial void LogUnreachable(Uri url, string reason);
}
