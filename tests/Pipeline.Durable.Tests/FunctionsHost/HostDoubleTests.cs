using System.Collections.Concurrent;
using System.Text.Json;
using Google.Protobuf;
using Pipeline.Durable.Client;
using Pipeline.Durable.Embedded;
using Pipeline.Durable.Protocol;
using Pipeline.Durable.Tests.Behaviour;

namespace Pipeline.Durable.Tests.FunctionsHost;

/// <summary>What the simulated host sends is what the recorded one sent: the same events with the same fields, in the same envelope.</summary>
public sealed class HostDoubleTests
{
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_sends_turns_and_activities_as_the_recorded_host_did()
    {
        var sent = new ConcurrentQueue<(string Function, string Body)>();
        var registry = RecordedOrchestrators.Registry()
            .AddActivityFunc<string, string>("SayHello", static (_, name) => Task.FromResult($"Hello {name}!"))
            .AddActivityFunc<string, string>("Echo", static (_, text) => Task.FromResult(text));
        await using var host = new HandlerHost(registry, TimeProvider.System, new EmbeddedDurableTaskOptions())
        {
            Observer = (function, body, _) => sent.Enqueue((function, body)),
        };
        await host.StartAsync();

        await host.RunAsync("HelloSequence", null, new StartOrchestrationOptions("rec-hello"));
        await host.RunAsync("Sub", "x", new StartOrchestrationOptions("rec-sub"));
        await host.Client.ScheduleNewOrchestrationInstanceAsync("TimerAndEvent", null, new StartOrchestrationOptions("rec-timer"), Cancellation);
        await Pipeline.Testing.Eventually.GetAsync(
            () => host.Client.GetInstanceAsync("rec-timer", getInputsAndOutputs: true, Cancellation), static state => state?.SerializedCustomStatus is not null, cancellationToken: Cancellation);
        await host.Client.RaiseEventAsync("rec-timer", "Approve", "yes", Cancellation);
        await host.EndOfAsync("rec-timer");

        var turns = sent.Where(static call => Data(call.Body).TryGetProperty("context", out _)).Select(static call => Request(call.Body)).ToList();
        foreach (var instance in new[] { "rec-hello", "rec-sub", "rec-sub:0", "rec-timer" })
            Assert.Equal(Recorded().Where(turn => turn.InstanceId == instance).Select(Shape), turns.Where(turn => turn.InstanceId == instance).Select(Shape));

        var recorded = Assert.Single(Lines(), static line => line.TryGetProperty("path", out var path) && path.GetString() == "/Echo").GetProperty("body");
        var activity = JsonDocument.Parse(sent.Single(static call => call.Function == "Echo").Body).RootElement;
        Assert.Equal(Names(recorded.GetProperty("Data")), Names(activity.GetProperty("Data")));
        Assert.Equal(Decoded(recorded.GetProperty("Data").GetProperty("input")), Decoded(activity.GetProperty("Data").GetProperty("input")));
        Assert.Equal(Names(recorded.GetProperty("Metadata")), Names(activity.GetProperty("Metadata")));
        Assert.Equal(Names(recorded.GetProperty("Metadata").GetProperty("sys")), Names(activity.GetProperty("Metadata").GetProperty("sys")));
        foreach (var name in new[] { "instanceId", "input", "data" })
            Assert.Equal(Decoded(recorded.GetProperty("Metadata").GetProperty(name)), Decoded(activity.GetProperty("Metadata").GetProperty(name)));
    }

    // Which events there are and which of their fields are set; ids and times differ from run to run.
    private static string Shape(OrchestratorRequest request) =>
        $"{string.Join(' ', request.PastEvents.Select(Shape))} | {string.Join(' ', request.NewEvents.Select(Shape))} | {string.Join(' ', request.Properties.Keys.Order(StringComparer.Ordinal))}";

    private static string Shape(HistoryEvent happened) => Names(JsonDocument.Parse(JsonFormatter.Default.Format(happened)).RootElement);

    private static string Names(JsonElement element) => element.ValueKind is not JsonValueKind.Object
        ? ""
        : "{" + string.Join(',', element.EnumerateObject().OrderBy(static field => field.Name, StringComparer.Ordinal).Select(static field => field.Name + Names(field.Value))) + "}";

    // Serializers escape differently what they mean alike.
    private static string? Decoded(JsonElement text) => JsonDocument.Parse(text.GetString()!).RootElement.GetString();

    private static JsonElement Data(string body) => JsonDocument.Parse(body).RootElement.GetProperty("Data");

    private static OrchestratorRequest Request(string body) => OrchestratorRequest.Parser.ParseFrom(
        Convert.FromBase64String(JsonDocument.Parse(Data(body).GetProperty("context").GetString()!).RootElement.GetString()!));

    private static IEnumerable<OrchestratorRequest> Recorded() => Lines()
        .Where(static line => line.TryGetProperty("decodedOrchestratorRequest", out _))
        .Select(static line => Parser.Parse<OrchestratorRequest>(line.GetProperty("decodedOrchestratorRequest").GetRawText()));

    private static IEnumerable<JsonElement> Lines() => File.ReadLines(Path.Combine(AppContext.BaseDirectory, "FunctionsHost", "exchanges.jsonl"))
        .Select(static line => JsonDocument.Parse(line).RootElement);
}
