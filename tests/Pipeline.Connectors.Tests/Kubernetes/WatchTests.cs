using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Pipeline.Connectors.Kubernetes;

namespace Pipeline.Connectors.Tests.Kubernetes;

/// <summary>Watches and followed logs over connections that end, break and are refused.</summary>
public sealed class WatchTests
{
    private static readonly ObjectQuery Query = new() { ApiVersion = "v1", Kind = "ConfigMap", Namespace = "shop", LabelSelector = "app=web" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changes_come_as_they_happen_and_a_watch_that_ends_goes_on_from_the_last_version_seen()
    {
        var calls = 0;
        var lines = Channel.CreateUnbounded<string>();
        await using var cluster = await ScriptedCluster.StartAsync(async context =>
        {
            if (++calls == 1)
            {
                await context.Response.WriteAsync(Line("ADDED", "a", 11) + Line("BOOKMARK", "", 15));
                return; // ended as a server ends a watch whose time is over
            }

            await context.Response.Body.FlushAsync();
            await foreach (var line in lines.Reader.ReadAllAsync(context.RequestAborted))
            {
                await context.Response.WriteAsync(line);
                await context.Response.Body.FlushAsync();
            }
        });
        using var client = cluster.Client();
        await using var changes = client.WatchAsync(Query, "10", Cancellation).GetAsyncEnumerator(Cancellation);

        Assert.Equal((WatchEventKind.Added, "a"), await NextAsync(changes));
        lines.Writer.TryWrite(Line("MODIFIED", "a", 16));
        Assert.Equal((WatchEventKind.Modified, "a"), await NextAsync(changes));
        lines.Writer.TryWrite(Line("DELETED", "a", 17));
        Assert.Equal((WatchEventKind.Deleted, "a"), await NextAsync(changes));

        Assert.StartsWith("GET /api/v1/namespaces/shop/configmaps?watch=true&allowWatchBookmarks=true&resourceVersion=10&labelSelector=app%3Dweb&timeoutSeconds=", cluster.Calls[0], StringComparison.Ordinal);
        Assert.Contains("resourceVersion=15&", cluster.Calls[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_whose_connection_breaks_in_the_midst_of_an_event_is_made_anew()
    {
        var calls = 0;
        var seen = new TaskCompletionSource();
        await using var cluster = await ScriptedCluster.StartAsync(async context =>
        {
            if (++calls == 1)
            {
                await context.Response.WriteAsync(Line("ADDED", "a", 11) + """{"type":"ADDED","object":{"metadata":{"na""");
                await context.Response.Body.FlushAsync();
                await seen.Task;
                context.Abort();
                return;
            }

            await context.Response.WriteAsync(Line("ADDED", "b", 12));
        });
        using var client = cluster.Client(new RushingTime());
        await using var changes = client.WatchAsync(Query, "10", Cancellation).GetAsyncEnumerator(Cancellation);

        Assert.Equal((WatchEventKind.Added, "a"), await NextAsync(changes));
        seen.SetResult();
        Assert.Equal((WatchEventKind.Added, "b"), await NextAsync(changes));
        Assert.Contains("resourceVersion=11&", cluster.Calls[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_version_that_the_server_has_forgotten_is_answered_by_a_new_list(bool asEvent)
    {
        await using var cluster = await ScriptedCluster.StartAsync(async context =>
        {
            if (!context.Request.Query.ContainsKey("watch"))
                await ScriptedCluster.AnswerAsync(context, """{"metadata":{"resourceVersion":"90"},"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]}""");
            else if (context.Request.Query["resourceVersion"] == "90")
                await context.Response.WriteAsync(Line("MODIFIED", "b", 91));
            else if (asEvent)
                await context.Response.WriteAsync("""{"type":"ERROR","object":{"kind":"Status","status":"Failure","message":"too old resource version: 10 (80)","reason":"Expired","code":410}}""" + "\n");
            else
                await ScriptedCluster.RefuseAsync(context, 410, "Expired", "too old resource version: 10 (80)");
        });
        using var client = cluster.Client(new RushingTime());
        await using var changes = client.WatchAsync(Query, "10", Cancellation).GetAsyncEnumerator(Cancellation);

        Assert.Equal((WatchEventKind.Restarted, null), await NextAsync(changes));
        Assert.Equal((WatchEventKind.Listed, "a"), await NextAsync(changes));
        Assert.Equal((WatchEventKind.Listed, "b"), await NextAsync(changes));
        Assert.Equal((WatchEventKind.Modified, "b"), await NextAsync(changes));
    }

    [Fact]
    public async Task A_watch_that_is_refused_ends_and_one_that_finds_nobody_gives_up_after_some_tries()
    {
        var refused = true;
        await using var cluster = await ScriptedCluster.StartAsync(context => refused
            ? ScriptedCluster.RefuseAsync(context, 403, "Forbidden", "configmaps is forbidden")
            : ScriptedCluster.RefuseAsync(context, 503, "ServiceUnavailable", "down"));
        using var client = cluster.Client(new RushingTime());

        Assert.Equal(KubernetesFailure.Forbidden, (await FailureAsync(client)).Failure);
        Assert.Single(cluster.Calls);
        refused = false;
        Assert.Equal(KubernetesFailure.ServerError, (await FailureAsync(client)).Failure);
    }

    [Fact]
    public async Task A_watch_is_left_without_delay()
    {
        await using var cluster = await ScriptedCluster.StartAsync(static async context =>
        {
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var client = cluster.Client();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using var changes = client.WatchAsync(Query, "10", leaving.Token).GetAsyncEnumerator(leaving.Token);
        var next = changes.MoveNextAsync().AsTask();
        await Pipeline.Testing.Eventually.TrueAsync(() => cluster.Calls.Count == 1, cancellationToken: Cancellation);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    [Fact]
    public async Task Logs_are_read_with_their_options()
    {
        await using var cluster = await ScriptedCluster.StartAsync(static context => context.Response.WriteAsync("one\ntwo\n"));
        using var client = cluster.Client();

        var log = await client.ReadLogAsync(
            "shop", "web-1", new() { Container = "app", IsPrevious = true, TailLines = 20, Since = new(2030, 1, 2, 3, 4, 5, TimeSpan.FromHours(9)), HasTimestamps = true }, Cancellation);

        Assert.Equal("one\ntwo\n", log);
        Assert.Equal("GET /api/v1/namespaces/shop/pods/web-1/log?container=app&previous=true&tailLines=20&sinceTime=2030-01-01T18%3A04%3A05.0000000Z&timestamps=true", Assert.Single(cluster.Calls));
    }

    [Fact]
    public async Task A_followed_log_goes_on_behind_the_last_line_after_a_broken_connection_and_ends_with_its_container()
    {
        var calls = 0;
        var seen = new TaskCompletionSource();
        await using var cluster = await ScriptedCluster.StartAsync(async context =>
        {
            if (++calls == 1)
            {
                await context.Response.WriteAsync("2030-01-01T00:00:01.000000001Z one\n2030-01-01T00:00:01.000000002Z two\r\n");
                await context.Response.Body.FlushAsync();
                await seen.Task;
                context.Abort();
                return;
            }

            await context.Response.WriteAsync("2030-01-01T00:00:01.000000002Z two\n2030-01-01T00:00:01.000000003Z \nno moment\n2030-01-01T00:00:02Z three");
        });
        using var client = cluster.Client(new RushingTime());

        var lines = new List<string>();
        await foreach (var line in client.FollowLogAsync("shop", "web-1", new() { Container = "app", TailLines = 5 }, Cancellation))
        {
            lines.Add(line);
            if (lines.Count == 2)
                seen.SetResult();
        }

        Assert.Equal(["one", "two", "", "no moment", "three"], lines);
        Assert.Equal(
            [
                "GET /api/v1/namespaces/shop/pods/web-1/log?container=app&follow=true&tailLines=5&timestamps=true",
                "GET /api/v1/namespaces/shop/pods/web-1/log?container=app&follow=true&sinceTime=2030-01-01T00%3A00%3A01.0000000Z&timestamps=true",
            ],
            cluster.Calls);
    }

    [Fact]
    public async Task A_followed_log_that_is_refused_says_why()
    {
        await using var cluster = await ScriptedCluster.StartAsync(static context => ScriptedCluster.RefuseAsync(context, 400, "BadRequest", "container \"app\" in pod \"web-1\" is waiting to start: ContainerCreating"));
        using var client = cluster.Client();

        var refused = await Assert.ThrowsAsync<KubernetesException>(async () => await client.FollowLogAsync("shop", "web-1", new(), Cancellation).ToListAsync(Cancellation));

        Assert.Equal("Cannot read the log of Pod shop/web-1: container \"app\" in pod \"web-1\" is waiting to start: ContainerCreating (BadRequest from 127.0.0.1).", refused.Message);
    }

    private static string Line(string type, string name, int version) =>
        $$$"""{"type":"{{{type}}}","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"{{{name}}}","resourceVersion":"{{{version}}}"} }}""" + "\n";

    private static async Task<(WatchEventKind Kind, string? Name)> NextAsync(IAsyncEnumerator<WatchEvent> changes)
    {
        Assert.True(await changes.MoveNextAsync());
        return (changes.Current.Kind, (string?)changes.Current.Item?["metadata"]?["name"]);
    }

    private static Task<KubernetesException> FailureAsync(KubernetesClient client) => Assert.ThrowsAsync<KubernetesException>(async () =>
    {
        await foreach (var change in client.WatchAsync(Query, "10", Cancellation))
            Assert.Fail($"A refused watch has brought {change.Kind}.");
    });
}
