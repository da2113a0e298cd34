using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Pipeline.Stages.Observability;
using Pipeline.Testing;
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

        var (_, scope, _) = Assert.Single(log.Entries, static entry => entry.Message.Contains("out of order", StringComparison.Ordinal));
        Assert.Equal((run, "a", 1), (scope["run"], scope["stage"], scope["attempt"]));
        Assert.Equal(RunTrace.TraceIdOf(ended.Run).ToHexString(), scope["trace"]);
    }

    [Fact]
    public async Task Log_tells_how_a_run_ended_and_which_stage_failed_in_the_trace_of_the_run()
    {
        await using var runs = await StartAsync();
        using var log = new KeptLog();
        runs.Get<ILoggerFactory>().AddProvider(log);
        runs.Script.Fails("a");

        var run = await runs.RunAsync(Scripted("a"));
        var ended = await runs.EndedAsync(run);

        var entries = await Eventually.GetAsync(
            () => Task.FromResult(log.Entries.Where(entry => entry.Message.Contains(run, StringComparison.Ordinal)).ToList()),
            static entries => entries.Count == 2,
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains(entries, entry => entry.Message == $"Run {run} (#1 of p in default) ended as TERMINAL after 0 s; ann started it.");
        Assert.Contains(entries, entry => entry.Message == $"Stage a (test.scripted), attempt 1, of run {run} ended as TERMINAL after 0 s; error: boom.");
        Assert.All(entries, entry => Assert.Equal(RunTrace.TraceIdOf(ended.Run).ToHexString(), entry.Trace));
    }

    /// <summary>Keeps entries with the structured scopes that they are in.</summary>
    private sealed class KeptLog : ILoggerProvider, ISupportExternalScope, ILogger
    {
        private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

        public ConcurrentQueue<(string Message, IReadOnlyDictionary<string, object?> Scope, string? Trace)> Entries { get; } = new();

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
            Entries.Enqueue((formatter(state, exception), scope, Activity.Current?.TraceId.ToHexString()));
        }

        public void Dispose()
        {
        }
    }
}
