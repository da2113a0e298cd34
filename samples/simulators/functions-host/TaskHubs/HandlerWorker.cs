using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Pipeline.Durable.Embedded.Workers;
using Pipeline.Durable.Protocol;
using Pipeline.Durable.Replay;
using Pipeline.Simulators.FunctionsHost.Handlers;
using TaskFailureDetails = Pipeline.Durable.TaskFailureDetails;

namespace Pipeline.Simulators.FunctionsHost.TaskHubs;

/// <summary>Runs turns and activities in the handlers, as the Durable extension does: every turn carries the whole history.</summary>
internal sealed class HandlerWorker(HandlerPool handlers, TaskHub hub, TimeProvider time, CancellationToken closing) : IOrchestrationWorker
{
    public IOrchestrationCode Load(string instanceId, IReadOnlyList<HistoryEvent> history) => new Code(this, instanceId, HostHistory.Of(history));

    public async Task<string?> RunActivityAsync(string name, string instanceId, string? input, CancellationToken stopping)
    {
        // The extension passes the serialized input on as a text.
        var call = new FunctionCall(name, time).WithMetadata("instanceId", instanceId).WithActivityInput("input", input);
        try
        {
            var reply = await handlers.InvokeAsync(call, stopping);
            return reply?["ReturnValue"]?.ToJsonString();
        }
        catch (InvocationFailedException failed)
        {
            throw new ActivityFailedException(FunctionFailure(failed));
        }
    }

    private async ValueTask<OrchestrationTurn> AdvanceAsync(string instanceId, IEnumerable<HistoryEvent> past, IReadOnlyList<HistoryEvent> news)
    {
        var request = new OrchestratorRequest
        {
            InstanceId = instanceId,
            PastEvents = { past },
            NewEvents = { news.Select(HostHistory.Of) },
            EntityParameters = new OrchestratorEntityParameters { EntityMessageReorderWindow = Duration.FromTimeSpan(TimeSpan.FromMinutes(30)) },
            Properties =
            {
                ["HttpDefaultAsyncRequestSleepTimeMilliseconds"] = Value.ForNumber(30000),
                ["IncludeState"] = Value.ForBool(true),
                ["IsExtendedSession"] = Value.ForBool(false),
                ["ExtendedSessionIdleTimeoutInSeconds"] = Value.ForNumber(0),
            },
        };
        var name = past.Concat(news).First(static happened => happened.ExecutionStarted is not null).ExecutionStarted.Name;
        if (hub.Orchestrators is { } known && !known.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            return Ended(
                $"The function '{name}' doesn't exist, is disabled, or is not an orchestrator function. "
                + $"Additional info: The following are the known orchestrator functions: '{string.Join("', '", known)}'.",
                null);
        }

        var call = new FunctionCall(name, time).With("context", Convert.ToBase64String(request.ToByteArray()));
        try
        {
            var reply = await handlers.InvokeAsync(call, closing);
            var response = OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String((string)reply!["ReturnValue"]!));
            return new OrchestrationTurn([.. response.Actions], response.CustomStatus);
        }
        catch (InvocationFailedException failed)
        {
            // An orchestrator that answers with an error ends its instance for good.
            var failure = FunctionFailure(failed);
            return Ended($"Function '{name}' failed with an unhandled exception.", $"{failure}\n ---> {failure.InnerFailure}");
        }
    }

    // Such ends carry no failure details.
    private static OrchestrationTurn Ended(string message, string? details)
    {
        var result = new JsonObject { ["message"] = message, ["details"] = details }.ToJsonString();
        var completion = new CompleteOrchestrationAction { OrchestrationStatus = OrchestrationStatus.Failed, Result = result };
        return new OrchestrationTurn([new OrchestratorAction { Id = int.MaxValue, CompleteOrchestration = completion }], null);
    }

    private static TaskFailureDetails FunctionFailure(InvocationFailedException failed) => new(
        "Microsoft.Azure.WebJobs.Host.FunctionInvocationException",
        $"Exception while executing function: Functions.{failed.Function}",
        InnerFailure: new TaskFailureDetails("System.Net.Http.HttpRequestException", failed.Message));

    private sealed class Code(HandlerWorker worker, string instanceId, List<HistoryEvent> past) : IOrchestrationCode
    {
        public ValueTask<OrchestrationTurn> AdvanceAsync(List<HistoryEvent> news) => worker.AdvanceAsync(instanceId, past, news);

        public void Committed(IReadOnlyList<HistoryEvent> events) => past.AddRange(HostHistory.Of(events));
    }
}
