using System.Text.Json.Nodes;
using Pipeline.Functions.Tests.Hosting;

namespace Pipeline.Functions.Tests.Commands;

/// <summary><c>run</c>, <c>get</c>, <c>logs</c>, <c>approve</c> and <c>cancel</c>.</summary>
public abstract class RunCommandTests(RunningServer server)
{
    private const string Judgement = """
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: NAME }
        spec:
          parameters: [{ name: version, required: true }]
          stages:
            - id: where-to
              type: feature.judgement
              with: { instructions: "Where shall ${parameters.version} go?", options: [staging, production] }
        """;

    [Fact]
    public async Task Following_a_run_tells_how_to_decide_and_ends_with_the_run()
    {
        await ApplyAsync("followed", Judgement);
        var output = new SharedWriter();
        var following = FollowAsync("followed", output, TestContext.Current.CancellationToken);
        var id = await AskedAsync(output);

        Assert.Contains("Where shall 7 go?", output.ToString(), StringComparison.Ordinal);
        Assert.Contains($"pipeline approve {id} where-to --input staging|production", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("pipeline approve", (await server.CommandAsync("get", "run", id)).Succeeded().Output, StringComparison.Ordinal);
        (await server.CommandAsync("approve", id, "where-to")).FailedWith("Choose one of 'staging', 'production'.");
        (await server.CommandAsync("approve", id, "where-to", "--input", "production")).Succeeded();
        (await server.CommandAsync("approve", id, "where-to", "--input", "staging")).FailedWith("decided already");

        var printed = (await following).Succeeded();
        Assert.Contains("followed #1  SUCCEEDED", printed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_run_ends_the_following_with_1()
    {
        await ApplyAsync("refused", Judgement);
        var output = new SharedWriter();
        var following = FollowAsync("refused", output, TestContext.Current.CancellationToken);
        var id = await AskedAsync(output);

        (await server.CommandAsync("approve", id, "where-to", "--stop", "--comment", "not today")).Succeeded();

        var printed = await following;
        Assert.Equal(1, printed.ExitCode);
        Assert.Contains("TERMINAL", printed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupting_the_following_says_that_the_run_goes_on()
    {
        await ApplyAsync("interrupted", Judgement);
        using var interrupt = new CancellationTokenSource();
        var output = new SharedWriter();
        var following = FollowAsync("interrupted", output, interrupt.Token);
        var id = await AskedAsync(output);

        await interrupt.CancelAsync();
        var printed = await following;

        Assert.Equal(130, printed.ExitCode);
        Assert.Contains($"The run goes on. See it with 'pipeline get run {id} --follow'", printed.Error, StringComparison.Ordinal);
        Assert.Contains("RUNNING", (await server.CommandAsync("get", "run", id)).Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_followed_log_ends_when_the_stage_does()
    {
        var id = await server.StartAsync("logged", Documents.LongWait("logged"));
        var following = server.CommandAsync("logs", id, "wait", "-f");

        (await server.CommandAsync("cancel", id, "--reason", "enough")).Succeeded();

        (await following.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Succeeded();
        Assert.Contains("canceled by admin: enough", (await server.CommandAsync("get", "run", id)).Succeeded().Output, StringComparison.Ordinal);
        (await server.CommandAsync("logs", id, "nowhere")).FailedWith("has no stage 'nowhere'");
    }

    [Fact]
    public async Task Wrong_parameters_are_named_once()
    {
        await ApplyAsync("parameters", Judgement);

        var unknown = (await server.CommandAsync("run", "parameters", "-p", "verison=1")).FailedWith("Did you mean 'version'?");
        Assert.Single(unknown.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        (await server.CommandAsync("run", "parameters", "-p", "version=1", "-p", "version=2")).FailedWith("-p gives 'version' twice.");
        (await server.CommandAsync("run", "parameters", "-p", "version")).FailedWith("-p 'version' is not key=value.");
        (await server.CommandAsync("run", "nowhere")).FailedWith("There is no pipeline 'nowhere'.");
    }

    [Fact]
    public async Task Lists_show_what_there_is_in_columns_or_as_json()
    {
        var id = await server.StartAsync("listed", Documents.LongWait("listed"));

        var runs = (await server.CommandAsync("get", "runs", "--pipeline", "listed")).Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, runs.Length);
        Assert.Equal(["ID", "PIPELINE", "NUMBER", "STATUS", "STARTED", "BY"], runs[0].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.StartsWith(id, runs[1], StringComparison.Ordinal);

        var json = JsonNode.Parse((await server.CommandAsync("get", "run", id, "--json")).Succeeded().Output)!;
        Assert.Equal(id, (string)json["id"]!);
        await server.CommandAsync("cancel", id);
    }

    private async Task ApplyAsync(string name, string document) => await Expect.SuccessAsync(await server.Admin.PutAsync(
        $"/api/pipelines/{name}", Documents.Yaml(document.Replace("NAME", name, StringComparison.Ordinal)), TestContext.Current.CancellationToken));

    private Task<Printed> FollowAsync(string pipeline, TextWriter output, CancellationToken cancellationToken) => Terminal.CommandAsync(
        ["run", pipeline, "-p", "version=7", "--follow", "--server", server.Nobody.BaseAddress!.AbsoluteUri, "--token", RunningServer.AdminToken], output, cancellationToken);

    /// <summary>The id of the run, once it has asked.</summary>
    private static async Task<string> AskedAsync(SharedWriter output)
    {
        await output.ContainsAsync("(or --stop)");
        return output.ToString().Split('\n')[0].Split(' ')[^1].Trim();
    }
}

public sealed class EmbeddedRunCommandTests(EmbeddedServer server) : RunCommandTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedRunCommandTests(HostedServer server) : RunCommandTests(server), IClassFixture<HostedServer>;
