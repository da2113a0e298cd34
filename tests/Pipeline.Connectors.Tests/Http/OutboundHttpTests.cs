using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Pipeline.Connectors.Http;
using Pipeline.Testing;

namespace Pipeline.Connectors.Tests.Http;

public sealed class OutboundHttpTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_carries_method_headers_and_body_and_brings_the_answer()
    {
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            context.Response.StatusCode = 418;
            context.Response.Headers.Append("X-Kind", new(["one", "two"]));
            await context.Response.WriteAsync("short and stout", context.RequestAborted);
        });
        using var http = new OutboundHttp(new(), TimeProvider.System);

        var answer = await http.SendAsync(
            new()
            {
                Method = "PATCH",
                Url = new(server.Url, "tea?pot=1"),
                Headers = [new("Content-Type", "text/plain"), new("X-Team", "shop")],
                Body = Encoding.UTF8.GetBytes("milk"),
            },
            Cancellation);

        Assert.Equal((418, "short and stout", false), (answer.StatusCode, Encoding.UTF8.GetString(answer.Body.Span), answer.Truncated));
        Assert.Equal(["one", "two"], answer.Headers["x-kind"]);
        var request = Assert.Single(server.Requests);
        Assert.Equal(("PATCH", "/tea?pot=1", "milk", "shop", "text/plain"), (request.Method, request.Path, request.Body, request.Headers["X-Team"], request.Headers["Content-Type"]));
    }

    [Fact]
    public async Task A_call_tells_at_every_hop_the_span_that_it_is_made_in_but_for_one_that_its_author_names()
    {
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            if (context.Request.Path == "/first")
                context.Response.Redirect("/second");
            return Task.CompletedTask;
        });
        using var http = new OutboundHttp(new(), TimeProvider.System);
        await http.SendAsync(Get(new(server.Url, "untraced")), Cancellation);
        using var current = new Activity("stage") { TraceStateString = "a=1" }.SetIdFormat(ActivityIdFormat.W3C).Start();

        await http.SendAsync(Get(new(server.Url, "first")), Cancellation);
        await http.SendAsync(Get(new(server.Url, "own")) with { Headers = [new("traceparent", "mine")] }, Cancellation);

        Assert.Equal(["/untraced", "/first", "/second", "/own"], server.Requests.Select(request => request.Path));
        Assert.Equal([null, current.Id, current.Id, "mine"], server.Requests.Select(request => request.Headers.GetValueOrDefault("traceparent")));
        Assert.Equal([null, "a=1", "a=1", null], server.Requests.Select(request => request.Headers.GetValueOrDefault("tracestate")));
    }

    [Fact]
    public async Task A_call_is_a_span_of_the_client_for_each_hop_with_nothing_of_the_address_but_its_host()
    {
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            if (context.Request.Path == "/s3cr3t")
                context.Response.Redirect("/gone");
            else
                context.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        using var http = new OutboundHttp(new(), TimeProvider.System);
        var spans = new ConcurrentQueue<Activity>();
        using var stage = new Activity("stage").SetIdFormat(ActivityIdFormat.W3C).Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Pipeline",
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId == stage.TraceId)
                    spans.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(listener);

        await http.SendAsync(Get(new(server.Url, "s3cr3t")), Cancellation);
        await Assert.ThrowsAsync<OutboundCallException>(() => http.SendAsync(Get(new($"http://127.0.0.1:{FreePort.Next()}/")), Cancellation));

        Assert.Equal([302, 404, null], spans.Select(span => span.GetTagItem("http.response.status_code")));
        Assert.Equal([ActivityStatusCode.Unset, ActivityStatusCode.Error, ActivityStatusCode.Error], spans.Select(span => span.Status));
        Assert.Equal(spans.Take(2).Select(span => span.Id), server.Requests.Select(request => request.Headers["traceparent"]));
        Assert.All(spans, span =>
        {
            Assert.Equal((stage.SpanId, ActivityKind.Client, "127.0.0.1"), (span.ParentSpanId, span.Kind, span.GetTagItem("server.address")));
            Assert.DoesNotContain(span.TagObjects, tag => tag.Value?.ToString()?.Contains("s3cr3t", StringComparison.Ordinal) == true);
        });
    }

    [Theory]
    [InlineData("http://2852039166/latest/meta-data")] // 169.254.169.254 as one number
    [InlineData("http://0xA9FEA9FE/")]
    [InlineData("http://0251.0376.0251.0376/")]
    [InlineData("http://169.254.43518/")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    public async Task A_metadata_address_is_refused_however_it_is_written(string url)
    {
        using var http = new OutboundHttp(new(), TimeProvider.System);

        var refused = await Assert.ThrowsAsync<AddressRefusedException>(() => http.SendAsync(Get(new(url)), Cancellation));

        Assert.Equal(AddressRefusalRule.Reserved, refused.Refusal.Rule);
    }

    [Fact]
    public async Task A_name_is_judged_by_the_address_that_it_resolves_to()
    {
        using var http = new OutboundHttp(new(), TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("169.254.169.254")]));

        var refused = await Assert.ThrowsAsync<AddressRefusedException>(() => http.SendAsync(Get(new("http://harmless.example/")), Cancellation));

        Assert.Contains("169.254.169.254 is a reserved address", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_changes_its_address_between_calls_is_judged_anew()
    {
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            context.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        });
        var answers = new Queue<IPAddress>([IPAddress.Loopback, IPAddress.Parse("169.254.169.254")]);
        using var http = new OutboundHttp(new(), TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([answers.Dequeue()]));
        var url = new Uri($"http://rebinding.example:{server.Url.Port}/");

        Assert.Equal(200, (await http.SendAsync(Get(url), Cancellation)).StatusCode);
        await Assert.ThrowsAsync<AddressRefusedException>(() => http.SendAsync(Get(url), Cancellation));
    }

    [Fact]
    public async Task Of_a_name_with_a_refused_and_an_allowed_address_only_the_allowed_one_is_called()
    {
        await using var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask);
        using var http = new OutboundHttp(new(), TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("169.254.169.254"), IPAddress.Loopback]));

        Assert.Equal(200, (await http.SendAsync(Get(new($"http://both.example:{server.Url.Port}/")), Cancellation)).StatusCode);
    }

    [Fact]
    public async Task A_redirect_to_a_metadata_address_is_refused()
    {
        await using var server = await LoopbackServer.StartAsync(Redirect("http://169.254.169.254/latest/meta-data"));
        using var http = new OutboundHttp(new(), TimeProvider.System);

        await Assert.ThrowsAsync<AddressRefusedException>(() => http.SendAsync(Get(server.Url), Cancellation));
    }

    [Fact]
    public async Task Redirects_are_followed_up_to_a_limit()
    {
        await using var server = await LoopbackServer.StartAsync(context => context.Request.Path.Value switch
        {
            "/" => Redirect("/one")(context),
            "/one" => Redirect("two")(context),
            _ => context.Response.WriteAsync("there", context.RequestAborted),
        });
        using var http = new OutboundHttp(new() { MaximumRedirects = 2 }, TimeProvider.System);

        var answer = await http.SendAsync(Get(server.Url), Cancellation);
        var unfollowed = await http.SendAsync(Get(server.Url) with { FollowRedirects = false }, Cancellation);

        Assert.Equal((200, "/two", "there"), (answer.StatusCode, answer.Url.AbsolutePath, Encoding.UTF8.GetString(answer.Body.Span)));
        Assert.Equal((302, "/one"), (unfollowed.StatusCode, unfollowed.Header("Location")));
    }

    [Fact]
    public async Task Redirects_without_end_are_an_error()
    {
        await using var server = await LoopbackServer.StartAsync(Redirect("/again"));
        using var http = new OutboundHttp(new() { MaximumRedirects = 3 }, TimeProvider.System);

        var failed = await Assert.ThrowsAsync<OutboundCallException>(() => http.SendAsync(Get(server.Url), Cancellation));

        Assert.Equal((OutboundFailure.TooManyRedirects, 4), (failed.Failure, server.Requests.Count));
    }

    [Fact]
    public async Task An_oversized_answer_is_cut()
    {
        await using var server = await LoopbackServer.StartAsync(context => context.Response.WriteAsync(new string('x', 100_000), context.RequestAborted));
        using var http = new OutboundHttp(new(), TimeProvider.System);

        var answer = await http.SendAsync(Get(server.Url) with { MaximumAnswerBytes = 70_000 }, Cancellation);
        var whole = await http.SendAsync(Get(server.Url) with { MaximumAnswerBytes = 100_000 }, Cancellation);

        Assert.Equal((70_000, true), (answer.Body.Length, answer.Truncated));
        Assert.Equal((100_000, false), (whole.Body.Length, whole.Truncated));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_does_not_come_whole_in_time_is_an_error(bool beginsToAnswer)
    {
        var time = new ManualTimeProvider();
        var received = new TaskCompletionSource();
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            if (beginsToAnswer)
                await context.Response.WriteAsync("part", context.RequestAborted);
            received.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var http = new OutboundHttp(new(), time);

        var call = http.SendAsync(Get(server.Url), Cancellation);
        await received.Task.WaitAsync(Cancellation);
        time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(OutboundFailure.TimedOut, (await Assert.ThrowsAsync<OutboundCallException>(() => call)).Failure);
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_not_told_of_a_timeout()
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            await caller.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var http = new OutboundHttp(new(), TimeProvider.System);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => http.SendAsync(Get(server.Url), caller.Token));
    }

    [Fact]
    public async Task What_keeps_a_call_from_being_made_is_told_apart()
    {
        var closed = await LoopbackServer.StartAsync(_ => Task.CompletedTask);
        await closed.DisposeAsync();
        using var http = new OutboundHttp(new(), TimeProvider.System, (_, _) => throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound));

        Assert.Equal(OutboundFailure.NotConnected, (await Assert.ThrowsAsync<OutboundCallException>(() => http.SendAsync(Get(closed.Url), Cancellation))).Failure);
        Assert.Equal(OutboundFailure.NameNotFound, (await Assert.ThrowsAsync<OutboundCallException>(() => http.SendAsync(Get(new("http://nowhere.example/")), Cancellation))).Failure);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_an_error_of_its_own()
    {
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        using var http = new OutboundHttp(new(), TimeProvider.System);

        var failed = await Assert.ThrowsAsync<OutboundCallException>(() => http.SendAsync(Get(server.Url), Cancellation));

        Assert.Equal(OutboundFailure.Broken, failed.Failure);
    }

    private static OutboundRequest Get(Uri url) => new() { Method = "GET", Url = url };

    private static RequestDelegate Redirect(string location) => context =>
    {
        context.Response.StatusCode = 302;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    };
}
