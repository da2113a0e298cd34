using Pipeline.Functions.Tests.Hosting;
using Pipeline.Testing;

namespace Pipeline.Functions.Tests.Commands;

/// <summary>Which server a command talks to, and as whom.</summary>
public abstract class ServerConnectionTests(RunningServer server)
{
    private string Address => server.Nobody.BaseAddress!.AbsoluteUri;

    [Fact]
    public async Task A_server_that_does_not_answer_is_one_line()
    {
        var printed = (await Terminal.CommandAsync("get", "runs", "--server", $"http://127.0.0.1:{FreePort.Next()}")).FailedWith("No server answers at");
        Assert.Single(printed.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        (await Terminal.CommandAsync("get", "runs", "--server", "localhost:7071")).FailedWith("is not an http or https address");
    }

    [Fact]
    public async Task Without_a_token_the_message_says_how_to_give_one()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("PIPELINE_TOKEN") is not null, "PIPELINE_TOKEN is set; unset it to run this test.");
        (await Terminal.CommandAsync("get", "runs", "--server", Address)).FailedWith("Give one with --token or PIPELINE_TOKEN.");
    }

    [Fact]
    public async Task A_wrong_token_is_refused() =>
        (await Terminal.CommandAsync("get", "runs", "--server", Address, "--token", "wrong")).FailedWith("The token is unknown, expired or revoked.");

    [Fact]
    public async Task A_token_that_was_created_works()
    {
        var created = (await server.CommandAsync("token", "create", "ci", "--subject", "ci", "--expires", "30d")).Succeeded();

        (await Terminal.CommandAsync("get", "runs", "--server", Address, "--token", created.Output.Trim())).Succeeded();
        (await server.CommandAsync("token", "create", "ci", "--expires", "soon")).FailedWith("'soon' is not a duration");
    }

    [Fact]
    public async Task The_token_of_the_environment_is_not_in_the_help_text()
    {
        var before = Environment.GetEnvironmentVariable("PIPELINE_TOKEN");
        Environment.SetEnvironmentVariable("PIPELINE_TOKEN", RunningServer.AdminToken);
        try
        {
            Assert.DoesNotContain(RunningServer.AdminToken, (await Terminal.CommandAsync("get", "runs", "--help")).Succeeded().Output, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("PIPELINE_TOKEN", before);
        }
    }
}

public sealed class EmbeddedServerConnectionTests(EmbeddedServer server) : ServerConnectionTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedServerConnectionTests(HostedServer server) : ServerConnectionTests(server), IClassFixture<HostedServer>;
