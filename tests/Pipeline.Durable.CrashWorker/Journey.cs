namespace Pipeline.Durable.CrashWorker;

/// <summary>
/// An orchestration that does a bit of everything and whose output shows whatever was lost, doubled or out of order: activities after one
/// another and side by side, a child that sends an event and answers, a timer, events before and after it continues as new.
/// </summary>
public static class Journey
{
    /// <summary>The events that a driver raises, in this order.</summary>
    public static IReadOnlyList<string> Items { get; } = ["a", "b", "c"];

    /// <summary>The event that ends a journey.</summary>
    public const string End = "end";

    /// <summary>The output of a journey that went right.</summary>
    public static string Output(IEnumerable<string> items) => $"10 child 1 {string.Join(',', items)}";

    /// <summary>The journey's parts.</summary>
    public static DurableTaskRegistry Registry() => new DurableTaskRegistry()
        .AddOrchestratorFunc<string, string>("Journey", static (context, soFar) => soFar.Length == 0 ? BeginAsync(context) : FinishAsync(context, soFar))
        .AddOrchestratorFunc<string, string>("Leg", static async (context, parent) =>
        {
            var answer = await context.CallActivityAsync<string>("Echo", "child");
            context.SendEvent(parent, "report", "1");
            return answer;
        })
        .AddActivityFunc<int, int>("Double", static async (_, value) =>
        {
            await Task.Yield();
            return value * 2;
        })
        .AddActivityFunc<string, string>("Echo", static (_, text) => Task.FromResult(text));

    private static async Task<string> BeginAsync(TaskOrchestrationContext context)
    {
        var child = context.CallSubOrchestratorAsync<string>("Leg", context.InstanceId);
        var two = await context.CallActivityAsync<int>("Double", 1);
        var four = await context.CallActivityAsync<int>("Double", two);
        var sides = await Task.WhenAll(Enumerable.Range(0, 3).Select(side => context.CallActivityAsync<int>("Double", side)));
        await context.CreateTimer(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        var first = await context.WaitForExternalEvent<string>("item");
        context.ContinueAsNew($"{four + sides.Sum()} {await child} {first}");
        return "";
    }

    private static async Task<string> FinishAsync(TaskOrchestrationContext context, string soFar)
    {
        var parts = soFar.Split(' ');
        var items = new List<string> { parts[2] };
        var reports = await context.WaitForExternalEvent<string>("report");
        var second = context.WaitForExternalEvent<string>("report");
        while (items[^1] != End)
            items.Add(await context.WaitForExternalEvent<string>("item"));
        return $"{parts[0]} {parts[1]} {(second.IsCompleted ? "2" : reports)} {string.Join(',', items)}";
    }
}
