using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using Pipeline.Definitions;
using Pipeline.Durable.Client;
using Pipeline.Stages.Concurrency;
using Pipeline.Stages.Deployments;
using Pipeline.Stages.Observability;
using Pipeline.Stages.Runs;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Stages.Tests.Runs;

/// <summary>Every command in every state of a run and of a stage: taken, or refused with what to do instead.</summary>
public sealed class RunCommandTableTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 31, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("cancel", "NOT_STARTED", null)]
    [InlineData("cancel", "BUFFERED", null)]
    [InlineData("cancel", "RUNNING", null)]
    [InlineData("cancel", "PAUSED", null)]
    [InlineData("cancel", "canceling", null)]
    [InlineData("cancel", "SUCCEEDED", "restart a stage of it, or rerun it")]
    [InlineData("cancel", "TERMINAL", "restart a stage of it, or rerun it")]
    [InlineData("cancel", "CANCELED", "restart a stage of it, or rerun it")]
    [InlineData("pause", "NOT_STARTED", "Wait until it has begun, or cancel it.")]
    [InlineData("pause", "BUFFERED", "Wait until it has begun, or cancel it.")]
    [InlineData("pause", "RUNNING", null)]
    [InlineData("pause", "PAUSED", "Resume it")]
    [InlineData("pause", "canceling", "Wait for its end.")]
    [InlineData("pause", "SUCCEEDED", "restart a stage of it, or rerun it")]
    [InlineData("pause", "TERMINAL", "restart a stage of it, or rerun it")]
    [InlineData("pause", "CANCELED", "restart a stage of it, or rerun it")]
    [InlineData("resume", "NOT_STARTED", "It goes on by itself.")]
    [InlineData("resume", "BUFFERED", "It goes on by itself.")]
    [InlineData("resume", "RUNNING", "It goes on by itself.")]
    [InlineData("resume", "PAUSED", null)]
    [InlineData("resume", "canceling", "Wait for its end.")]
    [InlineData("resume", "SUCCEEDED", "restart a stage of it, or rerun it")]
    [InlineData("resume", "TERMINAL", "restart a stage of it, or rerun it")]
    [InlineData("resume", "CANCELED", "restart a stage of it, or rerun it")]
    public async Task A_run_takes_a_command_or_says_what_to_do(string command, string state, string? advice)
    {
        await using var runs = await OpenAsync(state, StageStatus.NotStarted);

        await runs.ExpectAsync(advice, () => command switch
        {
            "cancel" => runs.Interventions.CancelAsync(runs.Run, "ann", null, Cancellation),
            "pause" => runs.Interventions.PauseAsync(runs.Run, "ann", null, Cancellation),
            _ => runs.Interventions.ResumeAsync(runs.Run, "ann", null, Cancellation),
        });
    }

    public static TheoryData<string, StageStatus, string?> StageTable()
    {
        var table = new TheoryData<string, StageStatus, string?>();
        foreach (var status in Enum.GetValues<StageStatus>())
        {
            var (isOver, hasFailed) = (status is not (StageStatus.NotStarted or StageStatus.Running or StageStatus.Paused), status is StageStatus.Terminal or StageStatus.Stopped or StageStatus.FailedContinue or StageStatus.Canceled);
            table.Add("restart", status, isOver ? null : "restart the stage in front of it");
            table.Add("retry", status, hasFailed ? null : isOver ? "restart it instead" : "restart the stage in front of it");
            table.Add("judge", status, status is StageStatus.NotStarted ? "has not begun" : "restart it");
            table.Add("skip", status, status is StageStatus.NotStarted ? "has not begun" : "restart it");
        }

        return table;
    }

    [Theory]
    [MemberData(nameof(StageTable))]
    public async Task A_stage_of_an_ended_run_takes_a_command_or_says_what_to_do(string command, StageStatus status, string? advice)
    {
        await using var runs = await OpenAsync("TERMINAL", status);

        await runs.ExpectAsync(advice, () => runs.SendAsync(command));
    }

    [Theory]
    [InlineData("NOT_STARTED")]
    [InlineData("BUFFERED")]
    [InlineData("RUNNING")]
    [InlineData("PAUSED")]
    [InlineData("canceling")]
    public async Task A_stage_of_a_run_that_has_not_ended_is_not_restarted(string state)
    {
        await using var runs = await OpenAsync(state, StageStatus.Terminal);

        await runs.ExpectAsync("Wait until it has ended, or cancel it", () => runs.SendAsync("restart"));
        await runs.ExpectAsync("Wait until it has ended, or cancel it", () => runs.SendAsync("retry"));
    }

    [Theory]
    [InlineData("judge", "question", null)]
    [InlineData("judge", "wait", "it waits for skip")]
    [InlineData("judge", "work", "Wait until it asks")]
    [InlineData("judge", "decided", "is decided already")]
    [InlineData("judge", "SUCCEEDED", "restart it")]
    [InlineData("judge", "NOT_STARTED", "Wait until it")]
    [InlineData("skip", "question", "it waits for decision")]
    [InlineData("skip", "wait", null)]
    [InlineData("skip", "work", "cancel the run to stop it")]
    [InlineData("skip", "decided", "is decided already")]
    [InlineData("skip", "SUCCEEDED", "restart it")]
    [InlineData("skip", "NOT_STARTED", "Wait until it")]
    public async Task A_stage_of_a_running_run_takes_a_decision_or_says_what_to_do(string command, string state, string? advice)
    {
        var status = state switch { "SUCCEEDED" => StageStatus.Succeeded, "NOT_STARTED" => StageStatus.NotStarted, _ => StageStatus.Running };
        string[] signals = state switch { "decided" => [StageSignals.Decision, StageSignals.Skip], "wait" => [StageSignals.Skip], _ => [StageSignals.Decision] };
        var wait = status is StageStatus.Running && state is not "work"
            ? new StageWait(signals, null, signals.Contains(StageSignals.Decision) ? new StageQuestion { Rule = StageDecisionRule.Judgement } : null)
            : null;
        await using var runs = await OpenAsync("RUNNING", status, stage => stage with
        {
            WaitingFor = wait,
            Decision = state is "decided" ? new() { Verdict = StageVerdict.Continue, By = "bob", At = Now } : null,
        });

        await runs.ExpectAsync(advice, () => runs.SendAsync(command));
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("restart")]
    public async Task A_run_that_is_being_deleted_is_not_there(string command)
    {
        await using var runs = await OpenAsync("deleting", StageStatus.Terminal);

        await Assert.ThrowsAsync<RunNotFoundException>(() => command is "cancel" ? runs.Interventions.CancelAsync(runs.Run, "ann", null, Cancellation) : runs.SendAsync(command));
    }

    private static Task<Fixture> OpenAsync(string state, StageStatus stage, Func<StageDocument, StageDocument>? change = null) => Fixture.OpenAsync(state, stage, change ?? (same => same));

    private sealed class Fixture(TemporaryFolder folder, EmbeddedStorage storage, RunStore store) : IAsyncDisposable
    {
        private readonly RunMeter _meter = new();
        private readonly RunSignals _signals = new(Substitute.For<DurableTaskClient>(), TimeProvider.System);

        public string Run { get; } = RunId.New(Now);

        public RunInterventions Interventions => new(store, _signals, Queue, TimeProvider.System);

        private RunQueue Queue
        {
            get
            {
                var slots = new RunSlots(new(storage), store, _signals);
                var endings = new RunEndings(store, _signals, new DeploymentStore(storage), slots, new(_meter, NullLogger<RunTelemetry>.Instance), [], TimeProvider.System);
                return new(new(storage), slots, _signals, endings);
            }
        }

        public static async Task<Fixture> OpenAsync(string state, StageStatus status, Func<StageDocument, StageDocument> change)
        {
            var folder = new TemporaryFolder();
            var storage = await EmbeddedStorage.OpenAsync(folder.Path, TimeProvider.System, Cancellation);
            var store = new RunStore(storage, TimeProvider.System);
            var fixture = new Fixture(folder, storage, store);
            var run = new RunDocument
            {
                Id = fixture.Run,
                Number = 1,
                Pipeline = "p",
                Application = "default",
                Revision = 1,
                Status = Enum.GetValues<RunStatus>().FirstOrDefault(known => StatusNames.Of(known) == state, state is "deleting" ? RunStatus.Terminal : RunStatus.Running),
                Cancel = state is "canceling" ? new("bob", Now, null) : null,
                Delete = state is "deleting" ? new("bob", Now, null) : null,
                Trigger = new() { Type = "manual" },
                StartedBy = "ann",
                CreatedAt = Now,
            };
            var definition = new PipelineDefinition { Name = "p", Stages = [new() { Id = "a", Type = "feature.wait" }] };
            await store.AddAsync(run, definition, Cancellation);
            if (status is not StageStatus.NotStarted)
            {
                var stage = change(new() { Id = "a", Name = "a", Type = "feature.wait", Status = status, StartedAt = Now, Instance = "i" });
                var happened = new RunEvent { Time = Now, Type = RunEventTypes.StageStarted, Stage = "a" };
                await store.ChangeAsync(run.Id, _ => (new RunChange(happened) { Stages = [stage] }, 0), Cancellation);
            }

            return fixture;
        }

        public Task SendAsync(string command) => command switch
        {
            "restart" => new RunRestarts(store, Queue, TimeProvider.System).RestartAsync(Run, "a", "ann", Cancellation),
            "retry" => new RunRestarts(store, Queue, TimeProvider.System).RetryAsync(Run, "a", "ann", Cancellation),
            "judge" => new StageDecisions(store, _signals, TimeProvider.System).DecideAsync(
                Run, "a", new() { Verdict = StageVerdict.Continue, By = "ann", Roles = ["editor"] }, Cancellation),
            _ => new StageDecisions(store, _signals, TimeProvider.System).SkipAsync(Run, "a", "ann", null, null, Cancellation),
        };

        /// <summary>The command is taken (null), or refused with this advice.</summary>
        public async Task ExpectAsync(string? advice, Func<Task> command)
        {
            if (advice is null)
                await command();
            else
                Assert.Contains(advice, (await Assert.ThrowsAsync<RunConflictException>(command)).Message, StringComparison.Ordinal);
        }

        public async ValueTask DisposeAsync()
        {
            store.Dispose();
            _meter.Dispose();
            await storage.DisposeAsync();
            folder.Dispose();
        }
    }
}
