using System.Net;
using Microsoft.AspNetCore.Http;
using Pipeline.Connectors.ContainerRegistry;
using Pipeline.Connectors.Http;
using Pipeline.Testing;
using Pipeline.Testing.Servers;

namespace Pipeline.Connectors.Tests.ContainerRegistry;

/// <summary>The client against a real registry, and against what other registries answer.</summary>
public sealed class ContainerRegistryClientTests : IDisposable
{
    private readonly OutboundHttp _http = new(new(), TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Repositories_and_tags_of_a_real_registry_are_listed()
    {
        await using var registry = await DockerRegistryServer.StartAsync(cancellationToken: Cancellation);
        await registry.PushAsync("team/shop", "1.0", Cancellation);
        await registry.PushAsync("team/shop", "1.1", Cancellation);
        var client = Client(registry.Url, DockerRegistryServer.Password);

        await client.PingAsync(Cancellation);

        Assert.Equal(["team/shop"], await client.ListRepositoriesAsync(Cancellation));
        Assert.Equal(["1.0", "1.1"], (await client.ListTagsAsync("team/shop", Cancellation)).Order());
        Assert.Contains("check the name", (await RefusedAsync(() => client.ListTagsAsync("team/other", Cancellation))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_told_without_it()
    {
        await using var registry = await DockerRegistryServer.StartAsync(cancellationToken: Cancellation);

        var refused = await RefusedAsync(() => Client(registry.Url, "not-the-password").PingAsync(Cancellation));
        var nobody = await RefusedAsync(() => new ContainerRegistryClient(_http, registry.Url, null).PingAsync(Cancellation));

        Assert.Contains("does not let 'pipeline' in", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-password", refused.Message, StringComparison.Ordinal);
        Assert.Contains("give a user and a password", nobody.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_fetched_where_the_registry_says_for_what_is_asked()
    {
        await using var registry = await LoopbackServer.StartAsync(context =>
        {
            if (context.Request.Path == "/token")
                return context.Response.WriteAsync("""{"token":"t0ken"}""");
            if (context.Request.Headers.Authorization == "Bearer t0ken")
                return context.Response.WriteAsync("""{"name":"team/shop","tags":["1"]}""");
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = $"Bearer realm=\"http://{context.Request.Host}/token\",service=\"registry\"";
            return Task.CompletedTask;
        });

        Assert.Equal(["1"], await Client(registry.Url, "p").ListTagsAsync("team/shop", Cancellation));

        var token = registry.Requests.Single(static request => request.Path.StartsWith("/token", StringComparison.Ordinal));
        Assert.Equal("/token?service=registry&scope=repository%3Ateam%2Fshop%3Apull", token.Path);
        Assert.StartsWith("Basic ", token.Headers["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_are_followed_and_lead_nowhere_else()
    {
        await using var elsewhere = await LoopbackServer.StartAsync(static context => context.Response.WriteAsync("""{"tags":["stolen"]}"""));
        await using var registry = await LoopbackServer.StartAsync(context =>
        {
            if (context.Request.Query["last"] == "a")
                return context.Response.WriteAsync("""{"tags":["b"]}""");
            context.Response.Headers.Link = $"<{elsewhere.Url}v2/x/tags/list?last=a>; rel=\"next\"";
            return context.Response.WriteAsync("""{"tags":["a"]}""");
        });

        Assert.Equal(["a", "b"], await Client(registry.Url, "p").ListTagsAsync("x", Cancellation));
        Assert.Empty(elsewhere.Requests);
    }

    [Theory]
    [InlineData("Negotiate", "of a kind that is not known")]
    [InlineData("Bearer realm=\"ftp://x/token\"", "of a kind that is not known")]
    [InlineData("Bearer realm=\"http://other.example/token\"", "without TLS")]
    public async Task A_sign_in_that_cannot_be_trusted_is_refused(string challenge, string message)
    {
        await using var registry = await LoopbackServer.StartAsync(context =>
        {
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = challenge;
            return Task.CompletedTask;
        });

        Assert.Contains(message, (await RefusedAsync(() => Client(registry.Url, "p").PingAsync(Cancellation))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_registry_is_told()
    {
        await using var page = await LoopbackServer.StartAsync(static context => context.Response.WriteAsync("<html>"));

        Assert.Contains("not a registry's", (await RefusedAsync(() => Client(page.Url, "p").ListTagsAsync("x", Cancellation))).Message, StringComparison.Ordinal);
        await RefusedAsync(() => Client(new Uri($"http://127.0.0.1:{FreePort.Next()}"), "p").PingAsync(Cancellation));
    }

    private ContainerRegistryClient Client(Uri url, string password) => new(_http, url, new NetworkCredential(DockerRegistryServer.User, password));

    private static Task<ContainerRegistryException> RefusedAsync(Func<Task> act) => Assert.ThrowsAsync<ContainerRegistryException>(act);
}
