using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Pipeline.Stages.Observability;
using static Pipeline.Functions.Tests.Orchestrations.RunHarness;

namespace Pipeline.Functions.Tests.Observability;

public sealed class StepLogTests
{
    [Fact]
    public async Task What_is_logged_in_a_step_says_of_which_run_and_stage_it_is_and_in_which_trace()
    {
        await using var runs = await StartAsync();
        using var log = new KeptLog();
        runs.Get<ILoggerFactory>().AddProvider(log);
        runs.Script.Steps["a"] = (_, _) => throw new InvalidOperationException("out of order");

        var run = await runs.RunAsync(Scripted("a"));
        var ended = await runs.EndedAsync(run);

        var (message, scope) = Assert.Single(log.Entries, entry => entry.Message.Contains(run, StringComparison.Ordinal));
        Assert.Contains("out of order", message, StringComparison.Ordinal);
        Assert.Equal((run, "a", 1), (scope["run"], scope["stage"], scope["attempt"]));
        Assert.Equal(RunTrace.TraceIdOf(ended.Run).ToHexString(), scope["trace"]);
    }

    /// <summary>Keeps entries with the structured scopes that they are in.</summary>
    private sealed class KeptLog : ILoggerProvider, ISupportExternalScope, ILogger
    {
        private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

        public ConcurrentQueue<(string Message, IReadOnlyDictionary<string, object?> Scope)> Entries { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => _scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var scope = new Dictionary<string, object?>(StringComparer.Ordinal);
            _scopes.ForEachScope(
                static (entry, into) =>
                {
                    foreach (var (name, value) in entry as IEnumerable<KeyValuePair<string, object?>> ?? [])
                        into[name] = value;
                },
                scope);
            Entries.Enqueue((formatter(state, exception), scope));
        }

        public void Dispose()
        {
        }
    }
}
