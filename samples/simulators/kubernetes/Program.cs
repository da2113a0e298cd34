using System.CommandLine;
using Pipeline.Simulators.Kubernetes;

var port = new Option<int>("--port") { Description = "The port.", DefaultValueFactory = static _ => 0 };
var kubeconfig = new Option<FileInfo?>("--kubeconfig") { Description = "A file to write a kubeconfig to; it is printed when left out." };
var root = new RootCommand("A simulated Kubernetes cluster.") { port, kubeconfig };
root.SetAction(async (parsed, cancellationToken) =>
{
    await using var simulator = await KubernetesSimulator.StartAsync(new() { Port = parsed.GetValue(port) });
    if (parsed.GetValue(kubeconfig) is { } file)
        await File.WriteAllTextAsync(file.FullName, simulator.Kubeconfig, cancellationToken);
    else
        Console.WriteLine(simulator.Kubeconfig);
    Console.WriteLine($"The simulated cluster listens on {simulator.Url}. Ctrl+C stops it.");
    await simulator.WaitAsync(cancellationToken);
    return 0;
});
return await root.Parse(args).InvokeAsync();
