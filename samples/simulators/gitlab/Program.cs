using System.CommandLine;
using Pipeline.Simulators.GitLab;
using Pipeline.Simulators.Repositories;

var port = new Option<int>("--port") { Description = "The port.", DefaultValueFactory = static _ => 0 };
var token = new Option<string>("--token") { Description = "The token that is let in.", DefaultValueFactory = static _ => "a-token" };
var root = new RootCommand("A simulated GitLab with one repository, team/shop.") { port, token };
root.SetAction(async (parsed, cancellationToken) =>
{
    await using var simulator = await GitLabSimulator.StartAsync(parsed.GetValue(port));
    simulator.Tokens.Add(new(parsed.GetValue(token)!, "developer"));
    simulator.Add(new SimulatedRepository("team/shop")).Commit("main", "Begin", ("README.md", "# Hello\n"), ("deploy/app.yaml", "kind: Deployment\n"));
    Console.WriteLine($"The simulated GitLab listens on {simulator.Url}. Ctrl+C stops it.");
    await simulator.WaitAsync(cancellationToken);
    return 0;
});
return await root.Parse(args).InvokeAsync();
