using System.CommandLine;
using Pipeline.Simulators.FunctionsHost;
using Pipeline.Simulators.FunctionsHost.Functions;
using Pipeline.Simulators.FunctionsHost.Handlers;
using Pipeline.Simulators.FunctionsHost.TaskHubs;
using Pipeline.Storage.Embedded;

var app = new Argument<string>("app") { Description = "The published app: host.json, function folders, the handler's executable." };
var port = new Option<int>("--port") { Description = "The port for requests.", DefaultValueFactory = static _ => 7071 };
var data = new Option<string>("--data") { Description = "Where orchestrations are kept.", DefaultValueFactory = static _ => ".functions-host" };
var root = new RootCommand("A simulated Azure Functions host with Durable Functions, for a custom handler. AzureWebJobsStorage names the storage account.") { app, port, data };
root.SetAction(async (parsed, cancellationToken) =>
{
    var folder = Path.GetFullPath(parsed.GetValue(app)!);
    var file = HostFile.Read(folder);
    var account = Environment.GetEnvironmentVariable("AzureWebJobsStorage") ?? "UseDevelopmentStorage=true";
    using var loggers = LoggerFactory.Create(static logging => logging.AddSimpleConsole());
    await using var storage = await EmbeddedStorage.OpenAsync(parsed.GetValue(data)!, TimeProvider.System, cancellationToken);
    await using var hub = await TaskHub.StartAsync(file.HubName, storage, TimeProvider.System, loggers, cancellationToken);
    await using var host = await FunctionsHost.StartAsync(
        new FunctionsHostOptions
        {
            Functions = FunctionFolder.ReadAll(folder),
            Hub = hub,
            Port = parsed.GetValue(port),
            BuffersAnswers = !file.StreamsAnswers,
            StorageConnectionString = account,
        },
        cancellationToken);
    var settings = new Dictionary<string, string> { ["AzureWebJobsStorage"] = account, ["AzureWebJobsDisableHomepage"] = "true" };
    Console.WriteLine($"The simulated host listens on {host.Url}. Ctrl+C stops it.");
    while (!cancellationToken.IsCancellationRequested)
    {
        await using var process = HandlerProcess.Start(file.Executable, host.Url, settings, Console.WriteLine);
        try
        {
            await host.UseAsync(process.Handler, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            Console.WriteLine("The handler has ended; it is started again.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    return 0;
});
return await root.Parse(args).InvokeAsync();
