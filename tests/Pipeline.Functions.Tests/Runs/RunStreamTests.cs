using System.Net;
using System.Text.Json.Nodes;
using Pipeline.Functions.Commands;
using Pipeline.Functions.Tests.Hosting;

namespace Pipeline.Functions.Tests.Runs;

/// <param name="server">The server.</param>
/// <param name="streams">Whether a stream lasts until its end; else its reader asks again for what comes behind.</param>
public abstract class RunStreamTests(RunningServer server, bool streams)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_resume_behind_any_of_them_and_end_with_the_run()
    {
        var document = Documents.LongWait("streamed").Replace("1h", "10ms", StringComparison.Ordinal);
        var id = await server.StartAsync("streamed", document);
        var all = await EventsAsync(id, null);
        Assert.Equal(Enumerable.Range(1, all.Count).Select(number => (long)number), all.Select(item => (long)item["sequence"]!));
        Assert.Equal("run.created", (string)all[0]["type"]!);
        Assert.Equal("run.ended", (string)all[^1]["type"]!);

        for (var last = 0; last < all.Count; last++)
        {
            var rest = await EventsAsync(id, $"{last}");
            Assert.Equal(all.Skip(last).Select(item => (long)item["sequence"]!), rest.Select(item => (long)item["sequence"]!));
        }

        Assert.Equal(HttpStatusCode.NoContent, (await OpenAsync(id, $"{all.Count}", "")).StatusCode);
        await Expect.ProblemAsync(HttpStatusCode.BadRequest, await OpenAsync(id, "x", ""));
        await Expect.ProblemAsync(HttpStatusCode.BadRequest, await OpenAsync(id, null, "?slice=soon"));
    }

    [Fact]
    public async Task A_slice_ends_while_the_run_goes_on()
    {
        var id = await server.StartAsync("sliced", Documents.LongWait("sliced"));
        await server.RunAsync(id, run => run.Stage("wait")["waitingFor"] is not null);
        var text = await (await OpenAsync(id, null, "?slice=100ms")).Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("run.created", text, StringComparison.Ordinal);
        Assert.DoesNotContain("run.ended", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_is_read_from_an_offset_and_followed_to_its_end()
    {
        var id = await server.StartAsync("logged", Documents.LongWait("logged"));
        await server.RunAsync(id, run => run.Stage("wait")["waitingFor"] is not null);
        var address = $"/api/runs/{id}/stages/wait/log";
        var following = FollowAsync(address, "third line\n");
        var logs = (Stages.Runs.StageLogs)server.Services.GetService(typeof(Stages.Runs.StageLogs))!;
        await logs.AppendAsync(id, "wait", 1, "first line\nsecond line\n", Cancellation);

        var now = await server.Admin.GetAsync(address, Cancellation);
        var text = await now.Content.ReadAsStringAsync(Cancellation);
        Assert.EndsWith("first line\nsecond line\n", text, StringComparison.Ordinal);
        Assert.Equal("text/plain", now.Content.Headers.ContentType?.MediaType);
        var offset = int.Parse(now.Headers.GetValues("Pipeline-Log-Offset").Single(), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(System.Text.Encoding.UTF8.GetByteCount(text), offset);

        await logs.AppendAsync(id, "wait", 1, "third line\n", Cancellation);
        Assert.Equal("third line\n", await server.Admin.GetStringAsync($"{address}?after={offset}", Cancellation));
        await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/runs/{id}/stages/wait/skip", null, Cancellation));
        Assert.Contains("second line\nthird line\n", await following, StringComparison.Ordinal);

        await Expect.ProblemAsync(HttpStatusCode.NotFound, await server.Admin.GetAsync(address + "?attempt=2", Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.BadRequest, await server.Admin.GetAsync(address + "?after=-1", Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.NotFound, await server.Admin.GetAsync($"/api/runs/{id}/stages/none/log", Cancellation));
    }

    private async Task<List<JsonNode>> EventsAsync(string id, string? last)
    {
        var events = new List<JsonNode>();
        do
        {
            using var response = await OpenAsync(id, last, "");
            Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
            await foreach (var item in ServerSentEvent.ReadAsync(reader, Cancellation))
            {
                events.Add(JsonNode.Parse(item.Data)!);
                last = item.Id;
            }
        }
        while (!streams && (string?)events[^1]["type"] != "run.ended");
        return events;
    }

    private async Task<string> FollowAsync(string address, string end)
    {
        var text = "";
        do
            text += await server.Admin.GetStringAsync($"{address}?follow=true&after={System.Text.Encoding.UTF8.GetByteCount(text)}", Cancellation);
        while (!streams && !text.EndsWith(end, StringComparison.Ordinal));
        return text;
    }

    private async Task<HttpResponseMessage> OpenAsync(string id, string? last, string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/runs/{id}/events{query}");
        if (last is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", last);
        return await server.Admin.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }
}

public sealed class EmbeddedRunStreamTests(EmbeddedServer server) : RunStreamTests(server, streams: true), IClassFixture<EmbeddedServer>;

public sealed class HostedRunStreamTests(HostedServer server) : RunStreamTests(server, streams: false), IClassFixture<HostedServer>;
