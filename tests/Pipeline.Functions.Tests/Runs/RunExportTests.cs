using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Functions.Endpoints.Runs.Export;
using Pipeline.Functions.Tests.Hosting;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Tests.Runs;

public abstract class RunExportTests(RunningServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_export_holds_all_that_is_known_of_a_run_but_its_secrets()
    {
        using var viewer = await server.SubjectAsync("pia", "default", "viewer");
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/pipelines/exported", Documents.Yaml(Documents.Approval("exported")), Cancellation));
        var started = await server.Admin.PostAsync("/api/pipelines/exported/runs", Documents.Json("""{"parameters":{"version":"7","password":"hunter2-hunter2"}}"""), Cancellation);
        var id = (string)(await Expect.SuccessAsync(started))["id"]!;
        await server.RunAsync(id, run => run.Stage("sign-off")["waitingFor"] is not null);
        await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/runs/{id}/cancel", null, Cancellation));
        await server.RunAsync(id, run => run["endedAt"] is not null);
        await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/runs/{id}/stages/first/restart", null, Cancellation));
        await server.RunAsync(id, run => (int)run.Stage("sign-off")["attempt"]! == 2 && run.Stage("sign-off")["waitingFor"] is not null);
        var log = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 60_000).Select(line => $"line {line} of a long log\n")));
        await server.Services.GetRequiredService<StageLogs>().AppendAsync(id, "sign-off", 2, Encoding.UTF8.GetString(log), Cancellation);

        using var answer = await viewer.GetAsync($"/api/runs/{id}/export", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal(("application/zip", "exported-1.zip"), (answer.Content.Headers.ContentType?.MediaType, answer.Content.Headers.ContentDisposition?.FileName?.Trim('"')));
        using var zip = new ZipArchive(new MemoryStream(await answer.Content.ReadAsByteArrayAsync(Cancellation)));

        Assert.Equal(
            [
                "definition.yaml", "events.jsonl", "run.json", "stages/first/attempts/1.json", "stages/first/attempts/1.log.txt", "stages/first/log.txt",
                "stages/sign-off/attempts/1.json", "stages/sign-off/attempts/1.log.txt", "stages/sign-off/log.txt",
            ],
            zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal));
        var shown = await Expect.SuccessAsync(await server.Admin.GetAsync($"/api/runs/{id}", Cancellation));
        Assert.True(JsonNode.DeepEquals(shown, JsonNode.Parse(Text(zip, "run.json"))));
        Assert.Contains("name: exported", Text(zip, "definition.yaml"), StringComparison.Ordinal);
        var events = Text(zip, "events.jsonl").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (long)JsonNode.Parse(line)!["sequence"]!);
        Assert.Equal(Enumerable.Range(1, events.Count()).Select(sequence => (long)sequence), events);
        Assert.Equal("CANCELED", (string)JsonNode.Parse(Text(zip, "stages/sign-off/attempts/1.json"))!["status"]!);
        Assert.EndsWith(Encoding.UTF8.GetString(log), Text(zip, "stages/sign-off/log.txt"), StringComparison.Ordinal);
        Assert.All(zip.Entries, entry => Assert.DoesNotContain("hunter2", Text(zip, entry.FullName), StringComparison.Ordinal));

        using var stranger = await server.SubjectAsync("quinn", "other", "viewer");
        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await stranger.GetAsync($"/api/runs/{id}/export", Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.NotFound, await viewer.GetAsync($"/api/runs/{RunId.New(DateTimeOffset.UtcNow)}/export", Cancellation));
    }

    [Fact]
    public async Task A_log_is_written_piece_by_piece()
    {
        var id = await server.StartAsync("pieces", Documents.LongWait("pieces"));
        await server.RunAsync(id, run => run.Stage("wait")["waitingFor"] is not null);
        var logs = server.Services.GetRequiredService<StageLogs>();
        var line = new string('x', 1024 * 1024 - 1) + "\n";
        for (var count = 0; count < 8; count++)
            await logs.AppendAsync(id, "wait", 1, line, Cancellation);

        var (longest, whole) = (0, 0L);
        await foreach (var piece in logs.ReadWholeAsync(id, "wait", 1, Cancellation))
            (longest, whole) = (Math.Max(longest, piece.Length), whole + piece.Length);

        Assert.Equal(8L * 1024 * 1024, whole);
        Assert.True(longest <= 256 * 1024, $"A piece has {longest} bytes.");
    }

    [Fact]
    public async Task A_file_that_cannot_be_completed_is_given_up()
    {
        var id = await server.StartAsync("broken-off", Documents.LongWait("broken-off"));
        await server.RunAsync(id, run => run.Stage("wait")["waitingFor"] is not null);
        var details = (await server.Services.GetRequiredService<RunStore>().FindDetailsAsync(id, Cancellation))!;
        var givenUp = false;

        await Assert.ThrowsAsync<IOException>(
            () => server.Services.GetRequiredService<RunArchive>().WriteAsync(details, new BrokenStream(), () => givenUp = true, Cancellation));

        Assert.True(givenUp);
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("The reader is gone.");

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => throw new IOException("The reader is gone.");
    }

    private static string Text(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(zip.GetEntry(name)!.Open(), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

public sealed class EmbeddedRunExportTests(EmbeddedServer server) : RunExportTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedRunExportTests(HostedServer server) : RunExportTests(server), IClassFixture<HostedServer>;
