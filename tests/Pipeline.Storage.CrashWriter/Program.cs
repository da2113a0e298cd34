// Writes to the data folder named by the first argument until it is killed, and says on standard output what was acknowledged:
// "row <writer> <number>" and "line <writer> <number>". The crash test reopens the folder and compares.
using System.Globalization;
using System.Text;
using Pipeline.Storage;
using Pipeline.Storage.Embedded;

await using var storage = await EmbeddedStorage.OpenAsync(args[0], TimeProvider.System);
var acknowledged = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
await Task.WhenAll(Enumerable.Range(0, 6).SelectMany(writer => new[] { WriteRowsAsync(writer), AppendLinesAsync(writer) }));

// Each transaction adds a row and moves the head to it: a crash must never show one without the other.
async Task WriteRowsAsync(int writer)
{
    var table = storage.Table("crash");
    var partition = writer.ToString(CultureInfo.InvariantCulture);
    var head = await table.GetAsync(partition, "head");
    var number = head is null ? 0 : int.Parse(Encoding.UTF8.GetString(head.Value.Span), CultureInfo.InvariantCulture);
    while (true)
    {
        number++;
        var text = number.ToString(CultureInfo.InvariantCulture);
        await table.TransactAsync(
            partition,
            [new TableOperation.Insert($"row-{number:00000000}", new byte[number % 9000]), new TableOperation.Upsert("head", Encoding.UTF8.GetBytes(text))]);
        await acknowledged.WriteLineAsync($"row {partition} {text}");
    }
}

async Task AppendLinesAsync(int writer)
{
    var blobs = storage.Blobs("crash");
    var name = $"log-{writer}";
    var there = await blobs.GetAsync(name);
    var number = there is null ? 0 : Encoding.UTF8.GetString(there.Content.Span).Count(character => character == '\n');
    while (true)
    {
        number++;
        await blobs.AppendAsync(name, Encoding.UTF8.GetBytes($"line {number}\n"));
        await acknowledged.WriteLineAsync($"line {writer} {number}");
    }
}
