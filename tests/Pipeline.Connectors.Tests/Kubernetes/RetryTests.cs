using System.Text.Json.Nodes;
using Pipeline.Connectors.Http;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Connectors.Kubernetes.Transport;
using Pipeline.Testing;

namespace Pipeline.Connectors.Tests.Kubernetes;

/// <summary>Which calls are made again, when, and how many at once.</summary>
public sealed class RetryTests
{
    private static readonly ObjectReference Settings = new("v1", "ConfigMap", "shop", "settings");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<KubernetesFailure, int?, double?, OutboundFailure?, string, int, double?> Rules => new()
    {
        { KubernetesFailure.RateLimited, 429, 2, null, "POST", 0, 2 },
        { KubernetesFailure.RateLimited, 429, null, null, "POST", 1, 0.5 },
        { KubernetesFailure.RateLimited, 429, 31, null, "GET", 0, null },
        { KubernetesFailure.ServerError, 503, 1, null, "GET", 0, 1 },
        { KubernetesFailure.ServerError, 503, 1, null, "PATCH", 0, 1 },
        { KubernetesFailure.ServerError, 503, 1, null, "POST", 0, null },
        { KubernetesFailure.ServerError, 503, null, null, "GET", 0, 0.25 },
        { KubernetesFailure.ServerError, 503, null, null, "PATCH", 0, null },
        { KubernetesFailure.ServerError, 501, null, null, "GET", 0, null },
        { KubernetesFailure.Unreachable, null, null, OutboundFailure.NotConnected, "POST", 0, 0.25 },
        { KubernetesFailure.Unreachable, null, null, OutboundFailure.NameNotFound, "POST", 2, 1 },
        { KubernetesFailure.Unreachable, null, null, OutboundFailure.NotConnected, "GET", 3, null },
        { KubernetesFailure.Unreachable, null, null, OutboundFailure.Broken, "PATCH", 0, 0.25 },
        { KubernetesFailure.Unreachable, null, null, OutboundFailure.Broken, "POST", 0, null },
        { KubernetesFailure.TimedOut, null, null, OutboundFailure.TimedOut, "GET", 0, null },
        { KubernetesFailure.Conflict, 409, null, null, "PATCH", 0, null },
        { KubernetesFailure.Forbidden, 403, null, null, "GET", 0, null },
        { KubernetesFailure.Refused, null, null, OutboundFailure.NotTrusted, "GET", 0, null },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_call_is_made_again_only_where_that_can_do_no_harm(
        KubernetesFailure failure, int? statusCode, double? retryAfter, OutboundFailure? outbound, string method, int repetition, double? pause)
    {
        var failed = new KubernetesException(failure, "x", outbound is { } kind ? new OutboundCallException(kind, "y") : null)
        {
            StatusCode = statusCode,
            RetryAfter = retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
        var request = new ApiRequest(new(method), "/x", "x") { IsRepeatable = method is not "POST" };

        Assert.Equal(pause is { } wanted ? TimeSpan.FromSeconds(wanted) : null, RetryRules.PauseBefore(failed, request, repetition));
    }

    [Fact]
    public async Task A_server_that_wants_to_be_asked_later_is_asked_then_also_to_create()
    {
        var calls = 0;
        await using var cluster = await ScriptedCluster.StartAsync(context =>
        {
            if (++calls > 2)
                return ScriptedCluster.AnswerAsync(context, "{}", 201);
            context.Response.Headers.RetryAfter = "3";
            return ScriptedCluster.RefuseAsync(context, 429, "TooManyRequests", "slow down");
        });
        var time = new RushingTime();
        using var client = cluster.Client(time);

        await client.CreateAsync(Manifest(), new(), Cancellation);

        Assert.Equal(3, cluster.Calls.Count);
        Assert.Equal([TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3)], time.Pauses.Where(static pause => pause >= TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task An_error_of_the_server_is_passed_on_with_when_to_ask_again_and_a_creation_is_not_repeated()
    {
        await using var cluster = await ScriptedCluster.StartAsync(static context => ScriptedCluster.RefuseAsync(context, 500, "ServerTimeout", "try again later", """{"retryAfterSeconds":7}"""));
        using var client = cluster.Client(new RushingTime());

        var failed = await Assert.ThrowsAsync<KubernetesException>(() => client.CreateAsync(Manifest(), new(), Cancellation));

        Assert.Equal((KubernetesFailure.ServerError, TimeSpan.FromSeconds(7), true), (failed.Failure, failed.RetryAfter, failed.IsPassing));
        Assert.Single(cluster.Calls);
        await Assert.ThrowsAsync<KubernetesException>(() => client.FindAsync(Settings, Cancellation));
        Assert.Equal(1 + 1 + RetryRules.MostRepetitions, cluster.Calls.Count);
    }

    [Fact]
    public async Task A_deletion_whose_answer_was_lost_is_made_again()
    {
        var calls = 0;
        await using var cluster = await ScriptedCluster.StartAsync(context =>
        {
            if (++calls > 1)
                return ScriptedCluster.AnswerAsync(context, """{"kind":"Status","status":"Success"}""");
            context.Abort();
            return Task.CompletedTask;
        });
        using var client = cluster.Client(new RushingTime());

        Assert.True(await client.DeleteAsync(Settings, new(), Cancellation));
        Assert.Equal(2, cluster.Calls.Count);
    }

    [Fact]
    public async Task What_is_no_API_server_and_what_is_not_there_is_told()
    {
        await using var page = await LoopbackServer.StartAsync(static context => ScriptedCluster.AnswerAsync(context, "<html>"));
        using var client = new KubernetesClient(new() { Server = page.Url }, new(), new RushingTime());
        using var nobody = new KubernetesClient(new() { Server = new($"http://127.0.0.1:{FreePort.Next()}") }, new(), new RushingTime());

        Assert.Contains("not an API server's", (await Assert.ThrowsAsync<KubernetesException>(() => client.FindVersionAsync(Cancellation))).Message, StringComparison.Ordinal);
        Assert.Equal(KubernetesFailure.Unreachable, (await Assert.ThrowsAsync<KubernetesException>(() => nobody.FindVersionAsync(Cancellation))).Failure);
    }

    [Theory]
    [InlineData("http://169.254.169.254/")]
    [InlineData("http://metadata.example.com/")]
    public async Task The_address_rules_of_outgoing_calls_hold_for_clusters(string server)
    {
        using var client = new KubernetesClient(
            new() { Server = new(server) }, new(), TimeProvider.System, static (_, _) => Task.FromResult<System.Net.IPAddress[]>([System.Net.IPAddress.Parse("169.254.169.254")]));

        var refused = await Assert.ThrowsAsync<KubernetesException>(() => client.FindVersionAsync(Cancellation));

        Assert.Equal(KubernetesFailure.Refused, refused.Failure);
        Assert.Contains("reserved address", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_beyond_the_burst_wait_for_their_turn()
    {
        var time = new ManualTimeProvider();
        var bucket = new TokenBucket(perSecond: 2, burst: 3, time);
        for (var call = 0; call < 3; call++)
            Assert.True(TakeAsync(bucket).IsCompletedSuccessfully);

        var (fourth, fifth) = (TakeAsync(bucket), TakeAsync(bucket));
        time.Advance(TimeSpan.FromSeconds(0.5));
        await fourth;
        Assert.False(fifth.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.5));
        await fifth;

        time.Advance(TimeSpan.FromMinutes(1));
        for (var call = 0; call < 3; call++)
            Assert.True(TakeAsync(bucket).IsCompletedSuccessfully);
        Assert.False(TakeAsync(bucket).IsCompleted);
    }

    [Fact]
    public async Task A_change_is_made_anew_to_what_somebody_faster_left()
    {
        var version = 1;
        await using var cluster = await ScriptedCluster.StartAsync(context => context.Request.Method == "GET"
            ? ScriptedCluster.AnswerAsync(context, $$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings","namespace":"shop","resourceVersion":"{{version}}"},"data":{"n":"{{version}}"} }""")
            : ++version == 2
                ? ScriptedCluster.RefuseAsync(context, 409, "Conflict", "the object has been modified")
                : ScriptedCluster.AnswerAsync(context, "{}"));
        using var client = cluster.Client();

        await client.ChangeAsync(Settings, static item => { item["data"]!["mine"] = "1"; return true; }, new(), new RushingTime(), Cancellation);

        Assert.Equal(["GET", "PUT", "GET", "PUT"], cluster.Received.Select(static request => request.Method));
        Assert.Contains("""{"n":"2","mine":"1"}""", cluster.Received[3].Body, StringComparison.Ordinal);
    }

    private static Task TakeAsync(TokenBucket bucket) => bucket.TakeAsync(Cancellation).AsTask();

    private static JsonObject Manifest() => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject { ["name"] = "settings", ["namespace"] = "shop" },
    };
}
