using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Durable.Activities;
using Pipeline.Durable.FunctionsHost.Invocations;
using Pipeline.Durable.Protocol;
using Pipeline.Durable.Serialization;
using Pipeline.Durable.Tests.Behaviour;
using Pipeline.Simulators.FunctionsHost.Handlers;

namespace Pipeline.Durable.Tests.FunctionsHost;

/// <summary>Invocations as they come, and how an activity's end travels through the host.</summary>
public sealed class InvocationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"Data":5}""")]
    public async Task A_body_that_is_no_invocation_is_refused(string body) =>
        await Assert.ThrowsAsync<FormatException>(() => ReadAsync(body));

    [Theory]
    [InlineData("""{"Data":{"input":"\"text\""}}""", "text")]
    [InlineData("""{"Data":{"input":"\"\\\"text\\\"\""}}""", "\"text\"")]
    [InlineData("""{"Data":{"input":"null"}}""", null)]
    [InlineData("""{"Data":{"input":null}}""", null)]
    [InlineData("""{"Data":{"input":{"a":1}}}""", "{\"a\":1}")]
    public async Task A_bindings_text_is_decoded_once(string body, string? text) => Assert.Equal(text, (await ReadAsync(body)).Text("input"));

    [Fact]
    public async Task A_binding_that_is_missing_is_named_with_those_that_are_there()
    {
        var invocation = await ReadAsync("""{"Data":{"other":"\"x\""}}""");

        var error = Assert.Throws<FormatException>(() => invocation.Text("input"));

        Assert.Contains("'input'", error.Message, StringComparison.Ordinal);
        Assert.Contains("other", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Id", "run-1")]
    [InlineData("DequeueCount", "1")]
    [InlineData("InsertionTime", "2026-11-25T23:40:30+00:00")]
    [InlineData("Nothing", null)]
    [InlineData("Missing", null)]
    public async Task Metadata_is_told_as_text_numbers_and_times_too(string name, string? value)
    {
        var invocation = await ReadAsync(
            """{"Data":{},"Metadata":{"Id":"\"run-1\"","DequeueCount":"1","InsertionTime":"2026-11-25T23:40:30+00:00","Nothing":null}}""");

        Assert.Equal(value, invocation.MetadataText(name));
    }

    [Fact]
    public async Task Properties_of_an_input_hide_what_the_trigger_tells()
    {
        const string input = """{"InstanceId":"mine","count":2,"nothing":null,"list":[1],"inner":{"a":1}}""";
        var call = new FunctionCall("Echo", TimeProvider.System).WithMetadata("instanceId", "run-1").WithActivityInput("input", input);

        var invocation = await ReadAsync(call.ToJson());

        Assert.Equal(input, invocation.Text("input"));
        Assert.Equal("mine", invocation.MetadataText("instanceId"));
        Assert.Equal("2", invocation.MetadataText("count"));
        Assert.Equal("""{"a":1}""", invocation.MetadataText("inner"));
        Assert.Null(invocation.MetadataText("nothing"));
        Assert.Null(invocation.MetadataText("list"));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("2026-01-02T03:04:05+02:00")]
    [InlineData("""{"$activity":1,"result":"not ours"}""")]
    [InlineData("\u0001 \ud83d\ude00 \u2028 \\ \"")]
    public async Task A_result_arrives_as_it_was_returned(string text)
    {
        var happened = await InHistoryAsync((_, _) => Task.FromResult<string?>(text));

        Assert.Equal(text, JsonSerializer.Deserialize<string>(happened.TaskCompleted.Result!));
    }

    [Fact]
    public async Task No_result_arrives_as_none() => Assert.Null((await InHistoryAsync(static (_, _) => Task.FromResult<string?>(null))).TaskCompleted.Result);

    [Fact]
    public async Task A_failure_arrives_with_its_whole_chain()
    {
        var happened = await InHistoryAsync(static (_, _) => throw new InvalidOperationException("outer", new TimeoutException("inner")));

        Assert.Equal(7, happened.TaskFailed.TaskScheduledId);
        Assert.Equal("outer", happened.TaskFailed.FailureDetails.ErrorMessage);
        Assert.Equal(("System.TimeoutException", "inner"), (happened.TaskFailed.FailureDetails.InnerFailure.ErrorType, happened.TaskFailed.FailureDetails.InnerFailure.ErrorMessage));
    }

    [Fact]
    public async Task An_activity_that_the_programs_stop_interrupts_has_no_result()
    {
        using var stopping = new CancellationTokenSource();
        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(
            static (context, _) => Task.FromCanceled<string?>(context.CancellationToken), stopping.Token));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("\"plain\"")]
    [InlineData("{\"$activity\":1,\"result\":\"an object, not a text\"}")]
    [InlineData("\"{\\\"$activity\\\":2}\"")]
    [InlineData("\"{\\\"$activity\\\":1\"")]
    public void What_other_activities_returned_stays_as_it_is(string? result)
    {
        var happened = new HistoryEvent { TaskCompleted = new TaskCompletedEvent { Result = result } };

        HostHistory.Translate(happened, new DurableTaskRegistry());

        Assert.Equal(result, happened.TaskCompleted.Result);
    }

    [Fact]
    public void A_simulated_invocation_that_met_no_handler_could_not_be_made_again()
    {
        var call = new FunctionCall("o", TimeProvider.System).With("input", "x");

        Assert.Equal(call.ToJson(), call.ToJson());
    }

    [Fact]
    public void An_instance_that_was_started_without_a_version_runs_the_first_one()
    {
        var registry = new DurableTaskRegistry()
            .AddOrchestratorFunc<string, string>("o", static (_, input) => Task.FromResult(input), "1")
            .AddOrchestratorFunc<string, string>("o", static (_, input) => Task.FromResult(input), "2")
            .UseVersion("o", "2");
        var happened = new HistoryEvent { ExecutionStarted = new ExecutionStartedEvent { Name = "o" } };

        HostHistory.Translate(happened, registry);

        Assert.Equal("1", happened.ExecutionStarted.Version);
    }

    // The host serializes the text that a function returns.
    private static async Task<HistoryEvent> InHistoryAsync(Func<TaskActivityContext, string, Task<string?>> activity)
    {
        var happened = new HistoryEvent
        {
            TaskCompleted = new TaskCompletedEvent { TaskScheduledId = 7, Result = JsonSerializer.Serialize(await RunAsync(activity, Cancellation)) },
        };
        HostHistory.Translate(happened, new DurableTaskRegistry());
        return happened;
    }

    private static async Task<string> RunAsync(Func<TaskActivityContext, string, Task<string?>> activity, CancellationToken stopping)
    {
        var registry = new DurableTaskRegistry().AddActivityFunc<string, string?>("Act", (context, input) => activity(context, input));
        await using var services = new ServiceCollection().BuildServiceProvider();
        var executor = new ActivityExecutor(registry, new JsonDataConverter(BehaviourJsonContext.Default), services);
        var invocation = await ReadAsync("""{"Data":{"input":"\"\\\"in\\\"\""},"Metadata":{"instanceId":"\"i\""}}""");
        return await ActivityTrigger.RunAsync(executor, "Act", invocation, stopping);
    }

    private static async Task<FunctionInvocation> ReadAsync(string body)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return await FunctionInvocation.ReadAsync(stream, Cancellation);
    }
}
