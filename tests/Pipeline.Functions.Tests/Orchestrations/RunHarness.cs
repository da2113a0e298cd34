using System.Text.Json.Nodes;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pipeline.Connectors.Http;
using Pipeline.Definitions;
using Pipeline.Definitions.Runs;
using Pipeline.Durable;
using Pipeline.Durable.Embedded;
using Pipeline.Durable.Serialization;
using Pipeline.Functions.Orchestrations;
using Pipeline.Stages;
using Pipeline.Stages.Catalog;
using Pipeline.Stages.Feature;
using Pipeline.Stages.Kernel;
using Pipeline.Stages.Runs;
using Pipeline.Storage;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Functions.Tests.Orchestrations;

/// <summary>Runs on the embedded backend in a data folder of their own, with a clock that the test moves.</summary>
internal sealed class RunHarness : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly IHost _host;

    private RunHarness(TemporaryFolder folder, IStorage storage, ManualTimeProvider time)
    {
        _folder = folder;
        Storage = storage;
        Time = time;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        builder.Services
            .AddSingleton(storage)
            .AddSingleton<TimeProvider>(time)
            .AddSingleton(Script)
            .AddSingleton<ISecrets>(new KnownSecrets())
            .AddSingleton<IChildPipelines>(Pipelines)
            .AddSingleton(new OutboundHttp(new(), TimeProvider.System))
            .AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider())
            .AddRuns(Types)
            .AddEmbeddedDurableTask(Registry(), new JsonDataConverter(OrchestrationJson.Default))
            .AddRunSweeper();
        _host = builder.Build();
    }

    private static StageType[] Types { get; } = [.. StageCatalog.All, ScriptedStage.Type, ScriptedStage.DeployType];

    public IStorage Storage { get; }

    /// <summary>The data folder.</summary>
    public string Folder => _folder.Path;

    public ManualTimeProvider Time { get; }

    public StageScript Script { get; } = new();

    public KnownPipelines Pipelines { get; } = new();

    public RunStore Store => Get<RunStore>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static DurableTaskRegistry Registry() => new DurableTaskRegistry().AddRuns(Types);

    public static Task<RunHarness> StartAsync() => StartAsync(new TemporaryFolder(), "");

    /// <summary>Starts on a data folder in a temporary one, which goes with the harness; it may hold runs already.</summary>
    public static async Task<RunHarness> StartAsync(TemporaryFolder folder, string data)
    {
        var time = new ManualTimeProvider();
        return await StartAsync(new RunHarness(folder, await EmbeddedStorage.OpenAsync(Path.Combine(folder.Path, data), time, Cancellation), time));
    }

    /// <summary>Starts on another storage.</summary>
    public static Task<RunHarness> StartAsync(IStorage storage) => StartAsync(new RunHarness(new TemporaryFolder(), storage, new ManualTimeProvider()));

    private static async Task<RunHarness> StartAsync(RunHarness harness)
    {
        await harness._host.StartAsync(Cancellation);
        return harness;
    }

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Starts a run of these stages.</summary>
    public async Task<string> RunAsync(params StageDefinition[] stages) => (await RunAsync(Define("p", stages))).Id;

    public Task<StartedRun> RunAsync(PipelineDefinition definition, string? key = null, JsonObject? parameters = null) => Get<RunStarter>().StartAsync(
        new()
        {
            Definition = definition,
            Revision = 1,
            Parameters = parameters ?? [],
            Trigger = new() { Type = "manual" },
            StartedBy = "ann",
            IdempotencyKey = key,
        },
        Cancellation);

    public static PipelineDefinition Define(string name, params StageDefinition[] stages) => new() { Name = name, Stages = stages };

    public static StageDefinition Stage(string id, string type, string with = "{}", params string[] dependsOn) => new()
    {
        Id = id,
        Type = type,
        With = JsonNode.Parse(with)!.AsObject(),
        DependsOn = dependsOn,
    };

    public static StageDefinition Scripted(string id, params string[] dependsOn) => Stage(id, ScriptedStage.Type.Name, "{}", dependsOn);

    public Task<RunDetails> EndedAsync(string run) => UntilAsync(run, details => details.Run.Status.IsComplete());

    /// <summary>Lets time pass, then second by second what the run still takes to end: a timer that is made too late fires then.</summary>
    public async Task<RunDetails> EndedAfterAsync(string run, TimeSpan time)
    {
        Time.Advance(time);
        return await UntilAsync(run, details =>
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            return details.Run.Status.IsComplete();
        });
    }

    public Task<RunDetails> WaitingAsync(string run, string stage) => UntilAsync(run, details => details.Find(stage)!.WaitingFor is not null);

    public Task<RunDetails> UntilAsync(string run, Func<RunDetails, bool> condition) => Eventually.GetAsync(
        async () => (await Store.FindDetailsAsync(run, Cancellation))!, condition, cancellationToken: Cancellation);

    public Task DecideAsync(string run, string stage, string by, StageVerdict verdict = StageVerdict.Continue, string? input = null) =>
        Get<StageDecisions>().DecideAsync(
            run, stage, new() { Verdict = verdict, By = by, Roles = ["approver", "editor"], Input = input }, Cancellation);

    public async ValueTask DisposeAsync()
    {
        Script.ReleaseAll();
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        await Storage.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class KnownSecrets : ISecrets
    {
        public ValueTask<string?> FindAsync(string application, string name, CancellationToken cancellationToken) =>
            new(name == "token" ? "s3cr3t-t0ken" : null);
    }
}

/// <summary>The pipelines that stages of the test may start.</summary>
internal sealed class KnownPipelines : IChildPipelines
{
    public Dictionary<string, PipelineDefinition> All { get; } = [];

    public string? Forbidden { get; set; }

    public ValueTask<ChildPipeline?> FindAsync(string pipeline, CancellationToken cancellationToken) =>
        ValueTask.FromResult(All.TryGetValue(pipeline, out var definition) ? new ChildPipeline(definition, 1) : null);

    public ValueTask<bool> MayRunAsync(string subject, string application, CancellationToken cancellationToken) => new(subject != Forbidden);
}
