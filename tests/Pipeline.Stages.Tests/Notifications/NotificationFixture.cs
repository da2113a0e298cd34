using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Connectors.Http;
using Pipeline.Connectors.Notifications.Mail;
using Pipeline.Definitions;
using Pipeline.Definitions.Notifications;
using Pipeline.Stages.Notifications;
using Pipeline.Stages.Runs;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.Notifications;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Stages.Tests.Notifications;

/// <summary>
/// A run in a data folder, whose events the test makes, and a receiver of webhooks that answers as the test says: the channel <c>hook</c> of
/// all applications, <c>own</c> of the run's, <c>slack</c>.
/// </summary>
internal sealed class NotificationFixture : IAsyncDisposable
{
    public const string SecretPath = "T0PS3CR3T-path-of-the-hook";

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<int> _answers = new();
    private LoopbackServer _receiver = null!;

    public ManualTimeProvider Time { get; } = new();

    public EmbeddedStorage Storage { get; private set; } = null!;

    public RunStore Store { get; private set; } = null!;

    public string Run { get; private set; } = "";

    public ConcurrentBag<(string Id, bool IsPrivate)> Decisions { get; } = [];

    public IReadOnlyList<ReceivedRequest> Received => _receiver.Requests;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<NotificationFixture> StartAsync(PipelineDefinition definition)
    {
        var fixture = new NotificationFixture();
        fixture.Storage = await EmbeddedStorage.OpenAsync(fixture._folder.Path, fixture.Time, Cancellation);
        fixture.Store = new(fixture.Storage, fixture.Time);
        fixture._receiver = await LoopbackServer.StartAsync(async context =>
        {
            context.Response.StatusCode = fixture._answers.TryDequeue(out var status) ? status : 200;
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, "ok", context.RequestAborted);
        });
        await fixture.AddAsync(definition);
        return fixture;
    }

    public static PipelineDefinition Define(params NotificationDefinition[] notifications) => new()
    {
        Name = "checkout",
        Application = "shop",
        Parameters = [new() { Name = "password", Secret = true }],
        Notifications = notifications,
        Stages = [new() { Id = "ask", Name = "Sign off", Type = "feature.judgement" }],
    };

    public static NotificationDefinition To(string channel, params NotificationEvent[] on) => new() { Channel = channel, On = on };

    public void Answer(params int[] statuses)
    {
        foreach (var status in statuses)
            _answers.Enqueue(status);
    }

    /// <summary>What a process delivers with.</summary>
    public NotificationDispatch Dispatch(RunStore? store = null)
    {
        // How long real calls take is told by no clock that a test moves.
        var http = new OutboundHttp(new(), TimeProvider.System);
        var channels = new NotificationChannels(http, new SmtpMailer(new(), TimeProvider.System), Time);
        var sender = new NotificationSender(new KnownChannels(_receiver.Url), new KnownLinks(Decisions), channels, Time, NullLogger<NotificationSender>.Instance);
        return new(store ?? Store, sender, Time, NullLogger<NotificationDispatch>.Instance);
    }

    public NotificationSweep Sweep() => new(Store, Dispatch(), Time, NullLogger<NotificationSweep>.Instance);

    public async Task<IReadOnlyList<NotificationRecord>> DispatchAsync()
    {
        await Dispatch().RunAsync(Run, Cancellation);
        return await RecordsAsync();
    }

    public async Task<IReadOnlyList<NotificationRecord>> RecordsAsync() => await Store.Notifications.ListAsync(Run, Cancellation);

    public async Task<IReadOnlyList<string>> WatchedAsync()
    {
        var runs = new List<string>();
        await foreach (var (run, _, _) in Store.Notifications.ListWatchedAsync(Cancellation))
            runs.Add(run);
        return runs;
    }

    public ValueTask<int> BeginAsync() => Store.ChangeAsync(
        Run, snapshot => (new RunChange(Happened(RunEventTypes.RunStarted, "RUNNING")) { Run = snapshot.Run with { Status = RunStatus.Running } }, 0), Cancellation);

    public ValueTask<int> EndAsync(RunStatus status, string? reason = null) => Store.ChangeAsync(
        Run,
        snapshot => (new RunChange(Happened(RunEventTypes.RunEnded, StatusNames.Of(status), reason)) { Run = snapshot.Run with { Status = status, EndedAt = Time.GetUtcNow() } }, 0),
        Cancellation);

    public ValueTask<int> RestartAsync() => Store.ChangeAsync(
        Run,
        snapshot => (new RunChange(Happened(RunEventTypes.RunRestarted, "RUNNING") with { Stage = "ask", By = "bob" })
        {
            Run = snapshot.Run with { Status = RunStatus.Running, Generation = snapshot.Run.Generation + 1, EndedAt = null },
        }, 0),
        Cancellation);

    /// <summary>The stage asks people, or has these votes of theirs, or asks no more.</summary>
    public ValueTask<int> AskAsync(bool asks = true, int attempt = 1, string? instructions = "Release *1.4*?", params StageVote[] votes) => Store.ChangeAsync(
        Run,
        _ =>
        {
            var stage = new StageDocument
            {
                Id = "ask",
                Name = "Sign off",
                Type = "feature.judgement",
                Attempt = attempt,
                Status = asks ? StageStatus.Running : StageStatus.Succeeded,
                StartedAt = Time.GetUtcNow(),
                Votes = votes,
                Outputs = new() { ["version"] = "1.*4*" },
                WaitingFor = asks ? new([StageSignals.Decision], null, new() { Rule = StageDecisionRule.Judgement, Instructions = instructions }) : null,
            };
            var type = votes.Length > 0 ? RunEventTypes.StageVoted : asks ? RunEventTypes.StageWaiting : RunEventTypes.StageEnded;
            var happened = Happened(type, StatusNames.Of(stage.Status)) with { Stage = "ask", Attempt = attempt };
            return (new RunChange(happened) { Stages = [stage] }, 0);
        },
        Cancellation);

    public async ValueTask DisposeAsync()
    {
        Store.Dispose();
        await _receiver.DisposeAsync();
        await Storage.DisposeAsync();
        _folder.Dispose();
    }

    private RunEvent Happened(string type, string status, string? reason = null) => new() { Time = Time.GetUtcNow(), Type = type, Status = status, Reason = reason };

    private async Task AddAsync(PipelineDefinition definition)
    {
        var run = new RunDocument
        {
            Id = RunId.New(Time.GetUtcNow()),
            Number = 7,
            Pipeline = definition.Name,
            Application = definition.Application,
            Revision = 1,
            Trigger = new() { Type = "manual" },
            Parameters = new() { ["password"] = "hunter2-hunter2", ["branch"] = "feature/[x]" },
            StartedBy = "ann",
            CreatedAt = Time.GetUtcNow(),
            Notifies = NotificationRules.EventTypesOf(definition),
        };
        Run = run.Id;
        await Store.Notifications.WatchAsync(run.Id, Time.GetUtcNow(), Cancellation);
        await Store.AddAsync(run, definition, Cancellation);
    }

    private sealed class KnownChannels(Uri receiver) : ISettings
    {
        public ValueTask<TSetting?> FindAsync<TSetting>(string application, string kind, string name, JsonTypeInfo<TSetting> input, CancellationToken cancellationToken)
            where TSetting : class
        {
            NotificationChannel? channel = (name, application) switch
            {
                ("hook", _) or ("own", "shop") => new() { Transport = NotificationTransport.Webhook, Url = new(receiver, SecretPath), SigningKey = "a-signing-key" },
                ("slack", _) => new() { Transport = NotificationTransport.Slack, Url = new(receiver, SecretPath) },
                ("mail", _) or ("own-mail", "shop") =>
                    new() { Transport = NotificationTransport.Email, Host = "127.0.0.1", Port = 1, Security = MailSecurity.None, From = "pipeline@example.com" },
                ("lost", _) => throw new StageFailedException(new StageError("secret-unreadable", "The key is gone.")),
                ("away", _) => throw new Stages.Kernel.SecretsUnavailableException("The vault gave no answer.", new TimeoutException()),
                ("broken", _) => throw new InvalidOperationException(SecretPath),
                _ => null,
            };
            return new((TSetting?)(object?)channel);
        }
    }

    private sealed class KnownLinks(ConcurrentBag<(string, bool)> decisions) : INotificationLinks
    {
        public Uri RunPage(string run) => new($"https://pipeline.example.com/runs/{run}");

        public ValueTask<Uri> DecisionAsync(NotificationRecord record, bool isPrivate, CancellationToken cancellationToken)
        {
            decisions.Add((record.Id, isPrivate));
            return new(new Uri($"https://pipeline.example.com/approvals/T0K3N-{record.Attempts}"));
        }
    }
}
