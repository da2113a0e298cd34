using Pipeline.Benchmarks;
using Pipeline.Benchmarks.Comparison;
using Pipeline.Benchmarks.Durable;
using Pipeline.Benchmarks.Product;

return await BenchmarkCommands.RunAsync(
    args,
    new("start", "from the start of the published product's process to its first answered request", StartBenchmark.RunAsync),
    new("runs", "runs of 10 stages through the HTTP API of the published product", RunsBenchmark.RunAsync),
    new("waiting-runs", "10,000 runs that wait at an approval: memory after eviction, restart", WaitingRunsBenchmark.RunAsync),
    new("durable-sequence", "sequential orchestrations of no-op activities, started through the client", DurableSequence.RunAsync),
    new("restate", "the same, and Restate beside it in turns, with the ratio", RestateComparison.RunAsync),
    new("durable-fanout", "1,000 activities that join", DurableFanOut.RunAsync),
    new("durable-long", "a sequence of 5,000 steps: what the last cost, compared with the first", DurableLong.RunAsync),
    new("durable-waiting", "10,000 instances that wait for an event: memory after eviction, restart", DurableWaiting.RunAsync));
