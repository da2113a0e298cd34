using System.CommandLine;
using Pipeline.Functions.Commands;
using Pipeline.Functions.Hosting;

var root = ServeCommand.AddTo(new RootCommand("Pipeline: continuous delivery that survives. Without a command it serves."));
root.Add(ServeCommand.Create());
CommandLine.AddTo(root);

// Longer than the server's own time to come to a resting point, so that it is not cut short.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
