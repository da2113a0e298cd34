using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Pipeline.Functions.Hosting;

namespace Pipeline.Functions.Tests.Hosting;

public sealed class StartupTests
{
    [Fact]
    public async Task The_first_start_makes_an_administrator_and_the_second_does_not()
    {
        var data = Directory.CreateTempSubdirectory("pipeline-http-");
        try
        {
            var options = new ServerOptions { Urls = ["http://127.0.0.1:0"], DataFolder = data.FullName };
            string secret;
            await using (var first = await Server.StartAsync(options, TextWriter.Null, TestContext.Current.CancellationToken))
                secret = Assert.IsType<string>(first.NewAdminToken);

            await using var second = await Server.StartAsync(options, TextWriter.Null, TestContext.Current.CancellationToken);
            Assert.Null(second.NewAdminToken);
            using var client = new HttpClient { BaseAddress = new Uri(second.Urls[0]) };
            client.DefaultRequestHeaders.Authorization = new("Bearer", secret);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me", TestContext.Current.CancellationToken)).StatusCode);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Settings_of_outgoing_calls_are_read_from_their_section_and_a_bad_one_keeps_the_server_from_starting()
    {
        var data = Directory.CreateTempSubdirectory("pipeline-http-");
        try
        {
            var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Outbound:Timeout", "soon"), new("Timeout", "00:00:01")]).Build();
            var options = new ServerOptions { Urls = ["http://127.0.0.1:0"], DataFolder = data.FullName, Configuration = settings };

            var refused = await Assert.ThrowsAsync<StartupException>(() => Server.StartAsync(options, TextWriter.Null, TestContext.Current.CancellationToken));

            Assert.Contains("Outbound:Timeout", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_changed_preset_token_takes_the_place_of_the_one_before()
    {
        var data = Directory.CreateTempSubdirectory("pipeline-http-");
        try
        {
            var options = new ServerOptions { Urls = ["http://127.0.0.1:0"], DataFolder = data.FullName, AdminToken = "the-first-admin-token" };
            await using (await Server.StartAsync(options, TextWriter.Null, TestContext.Current.CancellationToken))
            {
            }

            await using var server = await Server.StartAsync(options with { AdminToken = "the-second-admin-token" }, TextWriter.Null, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "the-first-admin-token"));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "the-second-admin-token"));
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_taken_port_and_a_taken_folder_are_one_line_each()
    {
        var data = Directory.CreateTempSubdirectory("pipeline-http-");
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        try
        {
            var options = new ServerOptions { Urls = [$"http://{taken.LocalEndpoint}"], DataFolder = data.FullName };
            var port = await Assert.ThrowsAnyAsync<Exception>(() => Server.StartAsync(options, TextWriter.Null, TestContext.Current.CancellationToken));
            Assert.Contains("--urls", OneLine(StartupFailure.Explain(port)), StringComparison.Ordinal);

            var free = options with { Urls = ["http://127.0.0.1:0"] };
            await using var owner = await Server.StartAsync(free, TextWriter.Null, TestContext.Current.CancellationToken);
            var folder = await Assert.ThrowsAnyAsync<Exception>(() => Server.StartAsync(free, TextWriter.Null, TestContext.Current.CancellationToken));
            Assert.Contains(data.FullName, OneLine(StartupFailure.Explain(folder)), StringComparison.Ordinal);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static string OneLine(string? text)
    {
        Assert.NotNull(text);
        Assert.DoesNotContain('\n', text);
        return text;
    }

    private static async Task<HttpStatusCode> StatusAsync(Server server, string token)
    {
        using var client = new HttpClient { BaseAddress = new Uri(server.Urls[0]) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var response = await client.GetAsync("/api/me", TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
