using System.Text.Json;
using Google.Protobuf;
using Pipeline.Durable.FunctionsHost.Invocations;
using Pipeline.Durable.Protocol;

namespace Pipeline.Durable.Tests.FunctionsHost;

/// <summary>Turns recorded between a real Functions host and a custom handler; ours must ask for the same.</summary>
public sealed class OrchestratorTriggerTests
{
    // Unknown fields (entity parameters' future siblings and the like) must not stop us, as they do not on the wire.
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    public static TheoryData<int> RecordedTurns() =>
        [.. Lines().Where(line => line.Exchange.TryGetProperty("decodedOrchestratorRequest", out _)).Select(line => line.Number)];

    [Theory]
    [MemberData(nameof(RecordedTurns))]
    public void A_recorded_turn_gets_the_recorded_answer(int line)
    {
        var exchange = Lines().Single(candidate => candidate.Number == line).Exchange;
        var request = Parser.Parse<OrchestratorRequest>(exchange.GetProperty("decodedOrchestratorRequest").GetRawText());
        var value = Convert.ToBase64String(request.ToByteArray());

        var answer = OrchestratorResponse.Parser.ParseFrom(
            Convert.FromBase64String(OrchestratorTrigger.Run(RecordedOrchestrators.Executor(), value)));

        if (Recorded(exchange) is { } recorded)
            AssertSame(request, recorded, answer);
        else
            AssertGoesOnAsTheHostReportedLater(request, answer);
    }

    [Fact]
    public void Every_kind_of_recorded_orchestration_is_covered()
    {
        var names = Lines()
            .Where(line => line.Exchange.TryGetProperty("decodedOrchestratorRequest", out _))
            .Select(line => Parser.Parse<OrchestratorRequest>(line.Exchange.GetProperty("decodedOrchestratorRequest").GetRawText()))
            .Select(request => request.PastEvents.Concat(request.NewEvents).First(e => e.ExecutionStarted is not null).ExecutionStarted.Name);

        Assert.Equal(["CatchFailure", "EchoOrch", "FanOut", "HelloSequence", "Sub", "TimerAndEvent", "Uncaught"], names.Distinct().Order());
    }

    [Fact]
    public void The_host_s_own_bytes_are_read()
    {
        var trigger = Lines().Select(line => line.Exchange)
            .Where(exchange => exchange.TryGetProperty("body", out var body) && body.ValueKind == JsonValueKind.Object
                && body.GetProperty("Data").TryGetProperty("context", out _))
            .Select(exchange => exchange.GetProperty("body").GetProperty("Data").GetProperty("context").GetString()!)
            .Where(value => value.StartsWith('"')) // two long values were left out of the recording
            .ToList();

        Assert.NotEmpty(trigger);
        Assert.All(trigger, value => Assert.NotEmpty(OrchestratorTrigger.ReadRequest(JsonSerializer.Deserialize<string>(value)).NewEvents));
    }

    [Theory]
    [InlineData("not base64")]
    [InlineData("\"AAAA\"")]
    [InlineData("AAAA")]
    public void A_value_that_is_no_request_is_refused_with_what_to_check(string value)
    {
        var error = Assert.Throws<FormatException>(() => OrchestratorTrigger.ReadRequest(value));
        Assert.Contains("FUNCTIONS_WORKER_RUNTIME", error.Message, StringComparison.Ordinal);
    }

    private static void AssertSame(OrchestratorRequest request, OrchestratorResponse recorded, OrchestratorResponse answer)
    {
        Assert.Equal(recorded.InstanceId, answer.InstanceId);
        Assert.Equal(recorded.CustomStatus, answer.CustomStatus);
        if (request.NewEvents.SingleOrDefault(e => e.ExecutionTerminated is not null) is { } terminated)
        {
            // The recorded handler ignored termination and left it to the host; ours ends the instance with the given output.
            Assert.Empty(recorded.Actions);
            var end = Assert.Single(answer.Actions).CompleteOrchestration;
            Assert.Equal(
                (OrchestrationStatus.Terminated, terminated.ExecutionTerminated.Input), (end.OrchestrationStatus, end.Result));
        }
        else if (recorded.Actions.LastOrDefault()?.CompleteOrchestration is { OrchestrationStatus: OrchestrationStatus.Failed } failed)
        {
            // The recorded handler kept only the message; ours keeps the chain, the message is the same.
            var action = Assert.Single(answer.Actions);
            Assert.Equal(recorded.Actions[^1].Id, action.Id);
            Assert.Equal(OrchestrationStatus.Failed, action.CompleteOrchestration.OrchestrationStatus);
            Assert.Equal(failed.FailureDetails.ErrorMessage, action.CompleteOrchestration.FailureDetails.InnerFailure.ErrorMessage);
        }
        else
        {
            Assert.Equal(recorded.Actions.Select(Comparable), answer.Actions.Select(Comparable));
        }
    }

    // Where no answer was recorded, the host's next request tells what it was.
    private static void AssertGoesOnAsTheHostReportedLater(OrchestratorRequest request, OrchestratorResponse answer)
    {
        var later = Lines()
            .Where(line => line.Exchange.TryGetProperty("decodedOrchestratorRequest", out _))
            .Select(line => Parser.Parse<OrchestratorRequest>(line.Exchange.GetProperty("decodedOrchestratorRequest").GetRawText()))
            .FirstOrDefault(next => next.InstanceId == request.InstanceId
                && next.PastEvents.Count > request.PastEvents.Count + request.NewEvents.Count);
        if (later is null)
        {
            Assert.Equal(OrchestrationStatus.Completed, Assert.Single(answer.Actions).CompleteOrchestration.OrchestrationStatus);
            return;
        }
        var scheduled = later.PastEvents.Skip(request.PastEvents.Count + request.NewEvents.Count)
            .TakeWhile(e => e.OrchestratorCompleted is null)
            .Select(e => (e.EventId, e.TaskScheduled.Name));
        Assert.Equal(scheduled, answer.Actions.Select(action => (action.Id, action.ScheduleTask.Name)));
    }

    private static OrchestratorResponse? Recorded(JsonElement exchange)
    {
        if (exchange.TryGetProperty("decodedOrchestratorResponse", out var decoded) && decoded.ValueKind == JsonValueKind.Object)
            return Parser.Parse<OrchestratorResponse>(decoded.GetRawText());
        return null;
    }

    // JSON escapes differ between serializers; the values must not.
    private static string Comparable(OrchestratorAction action)
    {
        var copy = action.Clone();
        if (copy.CompleteOrchestration?.Result is { } result)
            copy.CompleteOrchestration.Result = JsonSerializer.Serialize(JsonDocument.Parse(result).RootElement);
        return copy.ToString();
    }

    private static IEnumerable<(int Number, JsonElement Exchange)> Lines() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "FunctionsHost", "exchanges.jsonl"))
            .Select((line, index) => (index + 1, JsonDocument.Parse(line).RootElement));
}
