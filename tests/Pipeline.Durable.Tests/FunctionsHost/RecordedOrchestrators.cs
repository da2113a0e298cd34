using System.Text.Json.Serialization;
using Pipeline.Durable.Replay;
using Pipeline.Durable.Serialization;

namespace Pipeline.Durable.Tests.FunctionsHost;

/// <summary>The orchestrators that were running when the exchanges with the Functions host were recorded.</summary>
internal static class RecordedOrchestrators
{
    public static OrchestratorExecutor Executor() => new(Registry(), new JsonDataConverter(RecordedJsonContext.Default), NoServices.Instance);

    public static DurableTaskRegistry Registry() => new DurableTaskRegistry()
        .AddOrchestratorFunc<object?, List<string>>("HelloSequence", async (context, _) =>
        {
            var greetings = new List<string>();
            foreach (var city in new[] { "Tokyo", "Seattle", "London" })
            {
                greetings.Add(await context.CallActivityAsync<string>("SayHello", city));
                context.SetCustomStatus(city);
            }
            return greetings;
        })
        .AddOrchestratorFunc<int, int>("FanOut", async (context, count) =>
        {
            var greetings = await Task.WhenAll(
                Enumerable.Range(0, count).Select(n => context.CallActivityAsync<string>("SayHello", $"n{n}")));
            return greetings.Length;
        })
        .AddOrchestratorFunc<object?, string>("TimerAndEvent", async (context, _) =>
        {
            await context.CreateTimer(TimeSpan.FromSeconds(2), CancellationToken.None);
            context.SetCustomStatus("waiting");
            return await context.WaitForExternalEvent<string>("Approve");
        })
        .AddOrchestratorFunc<object?, CaughtFailure>("CatchFailure", async (context, _) =>
        {
            try
            {
                await context.CallActivityAsync("Boom", new BoomInput(1));
                return new CaughtFailure("none", "", null, null);
            }
            catch (TaskFailedException failure)
            {
                var details = failure.FailureDetails;
                return new CaughtFailure(details.ErrorType, details.ErrorMessage, details.StackTrace, details.InnerFailure?.ErrorMessage);
            }
        })
        .AddOrchestratorFunc<object?, string>("Uncaught", (context, _) => context.CallActivityAsync<string>("Boom", new BoomInput(1)))
        .AddOrchestratorFunc<string, string>("Sub", (context, input) => context.CallSubOrchestratorAsync<string>(
            "EchoOrch", input, new SubOrchestrationOptions(InstanceId: $"{context.InstanceId}:0")))
        .AddOrchestratorFunc<string, string>("EchoOrch", (context, input) => context.CallActivityAsync<string>("Echo", input));

    private sealed class NoServices : IServiceProvider
    {
        public static readonly NoServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}

internal sealed record BoomInput([property: JsonPropertyName("x")] int X);

internal sealed record CaughtFailure(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("msg")] string Message,
    [property: JsonPropertyName("stack")] string? Stack,
    [property: JsonPropertyName("inner")] string? Inner);

[JsonSerializable(typeof(BoomInput))]
[JsonSerializable(typeof(CaughtFailure))]
internal sealed partial class RecordedJsonContext : JsonSerializerContext;
