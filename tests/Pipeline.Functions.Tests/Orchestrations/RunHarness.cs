using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Connectors.Http;
using Pipeline.Definitions;
using Pipeline.Definitions.Runs;
using Pipeline.Durable;
using Pipeline.Durable.Client;
using Pipeline.Durable.Embedded;
using Pipeline.Durable.FunctionsHost;
using Pipeline.Durable.FunctionsHost.Client;
using Pipeline.Durable.Serialization;
using Pipeline.Functions.Hosting;
using Pipeline.Functions.Orchestrations;
using Pipeline.Functions.Tests.Hosting;
using Pipeline.Functions.Triggers;
using Pipeline.Stages;
using Pipeline.Stages.Catalog;
using Pipeline.Stages.Feature;
using Pipeline.Stages.Kernel;
using Pipeline.Stages.Runs;
using Pipeline.Storage;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Functions.Tests.Orchestrations;

/// <summary>
/// Runs in a data folder of their own, with a clock that the test moves: on the embedded backend, or on a simulated Functions host whose
/// handler this is.
/// </summary>
internal sealed class RunHarness : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly HostDouble? _functions;
    private readonly WebApplication _host;

    private RunHarness(TemporaryFolder folder, IStorage storage, ManualTimeProvider time, HostDouble? functions = null, bool sweeps = true)
    {
        _folder = folder;
        _functions = functions;
        Storage = storage;
        Time = time;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services
            .AddSingleton(storage)
            .AddSingleton<TimeProvider>(time)
            .AddSingleton(Script)
            .AddSingleton<ISecrets>(new KnownSecrets())
            .AddSingleton<IChildPipelines>(Pipelines)
            .AddSingleton<IRunViewers>(Pipelines)
            .AddSingleton(new OutboundHttp(new(), TimeProvider.System))
            .AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider())
            .AddRuns(Types)

            // How long an orchestration takes to appear, and its hub to answer, is told by no clock that a test moves.
            .AddSingleton(static provider => new RunSignals(provider.GetRequiredService<DurableTaskClient>(), TimeProvider.System));
        if (functions is null)
            builder.Services.AddEmbeddedDurableTask(Registry(), new JsonDataConverter(OrchestrationJson.Default));
        else
        {
            builder.Services
                .AddFunctionsDurableTask(Registry(), new JsonDataConverter(OrchestrationJson.Default))
                .AddTriggers(functions.Environment)
                .AddSingleton(static provider => new TaskHubConnection(provider.GetRequiredService<ITaskHubAddress>()));
        }

        if (sweeps)
            builder.Services.AddRunSweeper();
        _host = builder.Build();
        if (functions is not null)
            InvocationEndpoint.Map(_host);
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

    public static async Task<RunHarness> StartAsync(HostingMode mode)
    {
        if (mode is HostingMode.Embedded)
            return await StartAsync();

        var time = new ManualTimeProvider();
        var folder = new TemporaryFolder();
        var functions = await HostDouble.StartAsync(time, Cancellation);
        return await StartAsync(new RunHarness(folder, await EmbeddedStorage.OpenAsync(folder.Path, TimeProvider.System, Cancellation), time, functions));
    }

    /// <summary>Starts on a data folder in a temporary one, which goes with the harness; it may hold runs already.</summary>
    public static async Task<RunHarness> StartAsync(TemporaryFolder folder, string data)
    {
        var time = new ManualTimeProvider();
        return await StartAsync(new RunHarness(folder, await EmbeddedStorage.OpenAsync(Path.Combine(folder.Path, data), time, Cancellation), time));
    }

    /// <summary>Starts on another storage, without a sweep, which would look at a run or not, whichever of them begins first.</summary>
    public static Task<RunHarness> StartAsync(IStorage storage) => StartAsync(new RunHarness(new TemporaryFolder(), storage, new ManualTimeProvider(), sweeps: false));

    private static async Task<RunHarness> StartAsync(RunHarness harness)
    {
        await harness._host.StartAsync(Cancellation);
        if (harness._functions is { } functions)
            await functions.UseAsync(harness._host.Urls.Single(), Cancellation);
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
        if (_functions is not null)
            await _functions.DisposeAsync();
        await _host.StopAsync(CancellationToken.None);
        await _host.DisposeAsync();
        await Storage.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class KnownSecrets : ISecrets
    {
        public ValueTask<string?> FindAsync(string application, string name, CancellationToken cancellationToken) =>
            name == "away" ? throw new SecretsUnavailableException("The vault gave no answer.", new TimeoutException()) : new(name == "token" ? "s3cr3t-t0ken" : null);
    }
}

/// <summary>The pipelines that stages of the test may start.</summary>
internal sealed class KnownPipelines : IChildPipelines, IRunViewers
{
    public Dictionary<string, PipelineDefinition> All { get; } = [];

    public string? Forbidden { get; set; }

    public ValueTask<ChildPipeline?> FindAsync(string pipeline, CancellationToken cancellationToken) =>
        ValueTask.FromResult(All.TryGetValue(pipeline, out var definition) ? new ChildPipeline(definition, 1) : null);

    public ValueTask<bool> MayRunAsync(string subject, string application, CancellationToken cancellationToken) => new(subject != Forbidden);

    public ValueTask<bool> MayViewAsync(string subject, string application, CancellationToken cancellationToken) => new(subject != Forbidden);
}
