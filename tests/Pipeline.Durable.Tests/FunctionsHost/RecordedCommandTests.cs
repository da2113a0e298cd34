using Pipeline.Durable.Client;
using Pipeline.Durable.Embedded;
using Pipeline.Durable.FunctionsHost.Client;
using Pipeline.Durable.FunctionsHost.Commands;
using Pipeline.Durable.Serialization;
using Pipeline.Durable.Tests.Behaviour;
using Pipeline.Testing;

namespace Pipeline.Durable.Tests.FunctionsHost;

/// <summary>What is asked for while the task hub cannot be reached is recorded, and does the same when it is carried out.</summary>
public sealed class RecordedCommandTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Recorded_commands_do_what_they_would_have_done_at_once()
    {
        var registry = new DurableTaskRegistry()
            .AddOrchestratorFunc<string, string>("Wait", static async (context, input) => $"{context.Version}/{input}/{await context.WaitForExternalEvent<string>("go")}", "2")
            .UseVersion("Wait", "2");
        await using var host = new HandlerHost(registry, TimeProvider.System, new EmbeddedDurableTaskOptions());
        await host.StartAsync();
        var recorder = new Recorder();
        using var nowhere = new TaskHubConnection(new Nowhere(), attempts: 0);
        var converter = new JsonDataConverter(BehaviourJsonContext.Default);
        var client = new RecordingDurableTaskClient(new FunctionsDurableTaskClient(nowhere, registry, converter), recorder, registry, converter, _time);

        var id = await client.ScheduleNewOrchestrationInstanceAsync("Wait", "in", new StartOrchestrationOptions("one"), Cancellation);
        await client.ScheduleNewOrchestrationInstanceAsync("Wait", "in", new StartOrchestrationOptions("two"), Cancellation);
        await client.SuspendInstanceAsync("one", "pause", Cancellation);
        await client.ResumeInstanceAsync("one", "go on", Cancellation);
        await client.RaiseEventAsync("one", "go", "out", Cancellation);
        await client.TerminateInstanceAsync("two", new TerminateInstanceOptions("enough"), Cancellation);
        await Assert.ThrowsAsync<TaskHubUnavailableException>(() => client.GetInstanceAsync("one", cancellation: Cancellation));

        using var connection = new TaskHubConnection(host);
        var executor = new CommandExecutor(connection, _time);
        foreach (var text in recorder.Texts)
            Assert.True(await executor.ExecuteAsync(OrchestrationCommand.Parse(text), Cancellation));
        Assert.Equal("2/in/out", (await host.EndOfAsync(id)).ReadOutputAs<string>());
        Assert.Equal("enough", (await host.EndOfAsync("two")).ReadOutputAs<string>());

        // Brought again by the queue, they change nothing.
        foreach (var text in recorder.Texts)
            Assert.True(await executor.ExecuteAsync(OrchestrationCommand.Parse(text), Cancellation));
        await client.PurgeInstanceAsync("two", cancellation: Cancellation);
        Assert.True(await executor.ExecuteAsync(OrchestrationCommand.Parse(recorder.Texts[^1]), Cancellation));
        Assert.Null(await host.Client.GetInstanceAsync("two", cancellation: Cancellation));
    }

    [Fact]
    public async Task A_command_waits_for_a_start_that_it_has_overtaken_but_not_for_ever()
    {
        await using var host = new HandlerHost(new DurableTaskRegistry(), TimeProvider.System, new EmbeddedDurableTaskOptions());
        await host.StartAsync();
        using var connection = new TaskHubConnection(host);
        var executor = new CommandExecutor(connection, _time);
        var command = new OrchestrationCommand { Kind = OrchestrationCommandKind.RaiseEvent, InstanceId = "not-there", Name = "go", RecordedAt = _time.GetUtcNow() };

        await Assert.ThrowsAsync<OrchestrationNotFoundException>(() => executor.ExecuteAsync(command, Cancellation));
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.False(await executor.ExecuteAsync(command, Cancellation));
    }

    public static TheoryData<OrchestrationCommandKind> Kinds() => [.. Enum.GetValues<OrchestrationCommandKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_command_is_read_as_it_was_written(OrchestrationCommandKind kind)
    {
        var command = new OrchestrationCommand
        {
            Kind = kind,
            InstanceId = "run:1",
            RecordedAt = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Name = "näme \u2028",
            Data = "\"x\"",
            StartAt = new DateTimeOffset(2031, 1, 2, 3, 4, 5, TimeSpan.Zero),
        };

        Assert.Equal(command, OrchestrationCommand.Parse(command.ToJson()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"kind":"Explode","instanceId":"x","recordedAt":"2030-01-01T00:00:00Z"}""")]
    public void Rubbish_is_no_command(string text) => Assert.Throws<FormatException>(() => OrchestrationCommand.Parse(text));

    private sealed class Recorder : ICommandRecorder
    {
        public List<string> Texts { get; } = [];

        public Task RecordAsync(OrchestrationCommand command, CancellationToken cancellationToken)
        {
            Texts.Add(command.ToJson());
            return Task.CompletedTask;
        }
    }

    private sealed class Nowhere : ITaskHubAddress
    {
        public ValueTask<DurableClientBinding?> FindAsync(DurableClientBinding? failed, CancellationToken cancellationToken) => new((DurableClientBinding?)null);
    }
}
