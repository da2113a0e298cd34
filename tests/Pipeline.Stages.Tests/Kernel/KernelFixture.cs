using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Connectors.Http;
using Pipeline.Definitions;
using Pipeline.Stages.Artifacts;
using Pipeline.Stages.Catalog;
using Pipeline.Stages.Feature;
using Pipeline.Stages.Kernel;
using Pipeline.Stages.Observability;
using Pipeline.Stages.Runs;
using Pipeline.Stages.Starts;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Stages.Tests.Kernel;

/// <summary>A kernel over a data folder with one run, of one stage unless the test names more, which does what the test says; no orchestration around it.</summary>
internal sealed class KernelFixture : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly EmbeddedStorage _storage;
    private readonly ServiceProvider _services;

    private KernelFixture(TemporaryFolder folder, EmbeddedStorage storage, IReadOnlyList<StageDefinition> stages, ManualTimeProvider time)
    {
        (_folder, _storage, Time) = (folder, storage, time);
        _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(time)
            .AddSingleton(_ => new OutboundHttp(new(), TimeProvider.System))
            .AddSingleton<IChildPipelines>(new OnePipeline())
            .AddSingleton(new ArtifactContents(storage))
            .AddSingleton(Freezes = new(storage, time))
            .BuildServiceProvider();
        Store = new(storage, time);
        Logs = new(storage, Store, time);
        Definition = new() { Name = "p", Stages = stages };
        var type = new StageType
        {
            Name = "test.acting",
            Title = "Acting",
            KoreanTitle = "Acting",
            StageClass = typeof(ActingStage),
            Input = ActingJson.Default.ActingInput,
            Create = _ => new ActingStage(this),
            StepTimeout = TimeSpan.FromSeconds(10),
        };
        Kernel = new(Store, Logs, new([.. StageCatalog.All, type, type with { Name = "deploy.acting" }]), new OneSecret(), _services, new(new(), NullLogger<RunTelemetry>.Instance), time, new KeptLogger(ServerLog));
    }

    public ManualTimeProvider Time { get; }

    public RunStore Store { get; }

    public StageLogs Logs { get; }

    /// <summary>Freezes hold stages of the type <c>deploy.acting</c>.</summary>
    public FreezeStore Freezes { get; }

    public StageKernel Kernel { get; }

    public PipelineDefinition Definition { get; }

    public string Run { get; private set; } = "";

    /// <summary>What the stage does in a step; nothing: it succeeds.</summary>
    public Func<StageExecution<ActingInput>, CancellationToken, ValueTask<StageStep>> Act { get; set; } = static (_, _) => new(new StageStep.Succeeded());

    /// <summary>What its cancel does.</summary>
    public Func<StageExecution<ActingInput>, CancellationToken, ValueTask<JsonObject?>> Cancel { get; set; } = static (_, _) => default;

    /// <summary>What was written to the server's own log.</summary>
    public ConcurrentQueue<string> ServerLog { get; } = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<KernelFixture> StartAsync(StageDefinition? stage = null, JsonObject? parameters = null, params StageDefinition[] others)
    {
        var folder = new TemporaryFolder();
        var time = new ManualTimeProvider();
        var storage = await EmbeddedStorage.OpenAsync(folder.Path, time, Cancellation);
        var fixture = new KernelFixture(folder, storage, [stage ?? new() { Id = "a", Type = "test.acting" }, .. others], time);
        var run = new RunDocument
        {
            Id = RunId.New(time.GetUtcNow()),
            Number = 1,
            Pipeline = "p",
            Application = "default",
            Revision = 1,
            Status = RunStatus.Running,
            Trigger = new() { Type = "manual" },
            Parameters = parameters ?? [],
            StartedBy = "ann",
            CreatedAt = time.GetUtcNow(),
        };
        fixture.Run = run.Id;
        await fixture.Store.AddAsync(run, fixture.Definition, Cancellation);
        return fixture;
    }

    public StageStepRequest Request(int step = 0, StageStepMode mode = StageStepMode.Execute, JsonNode? cursor = null) =>
        new() { Run = Run, Generation = 1, Stage = "a", Attempt = 1, Step = step, Instance = "i", Mode = mode, Cursor = cursor };

    public Task<StageStepResult> StepAsync(int step = 0, StageStepMode mode = StageStepMode.Execute, JsonNode? cursor = null) =>
        Kernel.ExecuteAsync(Request(step, mode, cursor), Cancellation);

    public async Task<StageDocument> StageAsync() => (await Store.GetAsync(Run, Cancellation)).Documents["a"];

    public async Task<string> LogAsync() => Encoding.UTF8.GetString((await Logs.ReadAsync(Run, "a", 1, 0, Cancellation)).Span);

    public async ValueTask DisposeAsync()
    {
        Store.Dispose();
        await _services.DisposeAsync();
        await _storage.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class ActingStage(KernelFixture fixture) : Stage<ActingInput>
    {
        public override ValueTask<StageStep> ExecuteAsync(StageExecution<ActingInput> execution, CancellationToken cancellationToken) =>
            fixture.Act(execution, cancellationToken);

        public override ValueTask<JsonObject?> CancelAsync(StageExecution<ActingInput> execution, CancellationToken cancellationToken) =>
            fixture.Cancel(execution, cancellationToken);
    }

    private sealed class OneSecret : ISecrets
    {
        private int _asked;

        public ValueTask<string?> FindAsync(string application, string name, CancellationToken cancellationToken) => name switch
        {
            "late" when _asked++ == 0 => throw new SecretsUnavailableException("The vault gave no answer.", new TimeoutException()),
            "away" => throw new SecretsUnavailableException("The vault gave no answer.", new TimeoutException()),
            "token" or "late" => new("s3cr3t-t0ken"),
            _ => new((string?)null),
        };
    }

    private sealed class OnePipeline : IChildPipelines
    {
        public ValueTask<ChildPipeline?> FindAsync(string pipeline, CancellationToken cancellationToken) =>
            new(pipeline == "deploy" ? new ChildPipeline(new() { Name = pipeline, Stages = [] }, 1) : null);

        public ValueTask<bool> MayRunAsync(string subject, string application, CancellationToken cancellationToken) => new(true);
    }

    private sealed class KeptLogger(ConcurrentQueue<string> lines) : ILogger<StageKernel>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception));
    }
}

internal sealed record ActingInput
{
    public string? Text { get; init; }

    public int Number { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ActingInput))]
internal sealed partial class ActingJson : JsonSerializerContext;
