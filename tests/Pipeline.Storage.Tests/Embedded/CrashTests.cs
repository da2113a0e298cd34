using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Storage.Tests.Embedded;

/// <summary>A process of its own writes until it is killed; what it said was acknowledged must be there.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_acknowledged_survives_kills()
    {
        for (var round = 1; round <= 4; round++)
        {
            var (rows, lines) = await WriteUntilKilledAsync(acknowledgements: 300 * round);
            await using var storage = await EmbeddedStorage.OpenAsync(_folder.Path, TimeProvider.System, Cancellation);
            for (var writer = 0; writer < 6; writer++)
            {
                await VerifyRowsAsync(storage, writer, rows.GetValueOrDefault(writer));
                await VerifyLinesAsync(storage, writer, lines.GetValueOrDefault(writer));
            }
        }
    }

    [Fact]
    public async Task A_folder_that_another_process_has_names_that_process()
    {
        using var writer = Start();
        try
        {
            await writer.StandardOutput.ReadLineAsync(Cancellation);
            var refused = await Assert.ThrowsAsync<DataFolderInUseException>(() => EmbeddedStorage.OpenAsync(_folder.Path, TimeProvider.System, Cancellation));
            Assert.Equal(writer.Id, refused.Holder?.ProcessId);
        }
        finally
        {
            writer.Kill();
        }

        await writer.WaitForExitAsync(Cancellation);
        await using var storage = await EmbeddedStorage.OpenAsync(_folder.Path, TimeProvider.System, Cancellation);
    }

    [Fact]
    public async Task A_backup_of_a_folder_in_use_holds_one_moment()
    {
        using var writer = Start();
        var backup = _folder["..", $"{Guid.NewGuid():N}.backup"];
        try
        {
            for (var acknowledged = 0; acknowledged < 200; acknowledged++)
                await writer.StandardOutput.ReadLineAsync(Cancellation);
            var reading = writer.StandardOutput.ReadToEndAsync(Cancellation);
            await StorageBackup.CreateAsync(_folder.Path, backup, Cancellation);
            Assert.False(writer.HasExited);
            writer.Kill();
            await reading;
            using var restored = new TemporaryFolder();
            await StorageBackup.RestoreAsync(backup, restored["data"], Cancellation);
            await using var storage = await EmbeddedStorage.OpenAsync(restored["data"], TimeProvider.System, Cancellation);
            for (var number = 0; number < 6; number++)
                await VerifyRowsAsync(storage, number, acknowledged: 1);
        }
        finally
        {
            if (!writer.HasExited)
                writer.Kill();
            File.Delete(backup);
        }
    }

    private static async Task VerifyRowsAsync(EmbeddedStorage storage, int writer, int acknowledged)
    {
        var table = storage.Table("crash");
        var partition = writer.ToString(CultureInfo.InvariantCulture);
        var head = await table.GetAsync(partition, "head", Cancellation);
        var last = head is null ? 0 : int.Parse(Encoding.UTF8.GetString(head.Value.Span), CultureInfo.InvariantCulture);
        Assert.True(last >= acknowledged, $"row {acknowledged} of writer {writer} was acknowledged; the head is at {last}");
        var found = new List<string>();
        var query = new TableQuery { PartitionKey = partition, From = "row-" };
        do
        {
            var page = await table.QueryAsync(query, Cancellation);
            found.AddRange(page.Rows.Select(row => row.RowKey));
            query = query with { Continuation = page.Continuation };
        }
        while (query.Continuation is not null);
        Assert.Equal(Enumerable.Range(1, last).Select(number => $"row-{number:00000000}"), found);
    }

    private static async Task VerifyLinesAsync(EmbeddedStorage storage, int writer, int acknowledged)
    {
        var blob = await storage.Blobs("crash").GetAsync($"log-{writer}", 0, Cancellation);
        var lines = blob is null ? [] : Encoding.UTF8.GetString(blob.Content.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length >= acknowledged, $"line {acknowledged} of writer {writer} was acknowledged; {lines.Length} are there");
        Assert.Equal(Enumerable.Range(1, lines.Length).Select(number => $"line {number}"), lines);
    }

    private async Task<(Dictionary<int, int> Rows, Dictionary<int, int> Lines)> WriteUntilKilledAsync(int acknowledgements)
    {
        Dictionary<int, int> rows = [], lines = [];
        using var writer = Start();
        var count = 0;
        while (await writer.StandardOutput.ReadLineAsync(Cancellation) is { } line)
        {
            // A number cut short by the kill is a smaller number: it asks for less than was acknowledged, never for more.
            if (line.Split(' ') is [var kind, var number, var value] && int.TryParse(number, CultureInfo.InvariantCulture, out var key) && int.TryParse(value, CultureInfo.InvariantCulture, out var last))
            {
                var acknowledged = kind == "row" ? rows : lines;
                acknowledged[key] = Math.Max(acknowledged.GetValueOrDefault(key), last);
            }

            if (++count == acknowledgements)
                writer.Kill();
        }

        await writer.WaitForExitAsync(Cancellation);
        Assert.True(count >= acknowledgements, "the writer ended by itself: " + await writer.StandardError.ReadToEndAsync(Cancellation));
        return (rows, lines);
    }

    private Process Start() => Process.Start(new ProcessStartInfo("dotnet")
    {
        ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Pipeline.Storage.CrashWriter.dll"), _folder.Path },
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
