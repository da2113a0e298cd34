using Pipeline.Benchmarks;
using Pipeline.Benchmarks.Durable;

return await BenchmarkCommands.RunAsync(
    args,
    new("durable-sequence", "sequential orchestrations of no-op activities, started through the client", DurableSequence.RunAsync),
    new("durable-fanout", "1,000 activities that join", DurableFanOut.RunAsync),
    new("durable-long", "a sequence of 5,000 steps: what the last cost, compared with the first", DurableLong.RunAsync),
    new("durable-waiting", "10,000 instances that wait for an event: memory after eviction, restart", DurableWaiting.RunAsync));
