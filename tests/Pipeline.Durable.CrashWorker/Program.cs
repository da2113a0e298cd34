// Runs journeys in the data folder named by the first argument, kept as the second says ("sqlite" or "tables"), until it is killed. Their ids
// begin with the third argument. Says on standard output what was acknowledged: "started <id>" and "raised <id> <item>".
using Pipeline.Durable.CrashWorker;

await using var engine = await JourneyEngine.StartAsync(args[0], args[1]);
var acknowledged = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
await Task.WhenAll(Enumerable.Range(0, 4).Select(DriveAsync));

async Task DriveAsync(int driver)
{
    for (var number = 0; ; number++)
    {
        var id = $"{args[2]}-{driver}-{number}";
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Journey", "", new(id));
        await acknowledged.WriteLineAsync($"started {id}");
        foreach (var item in Journey.Items)
        {
            await engine.Client.RaiseEventAsync(id, "item", item);
            await acknowledged.WriteLineAsync($"raised {id} {item}");
        }
    }
}
