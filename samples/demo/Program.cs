using Pipeline.Demo;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

if (args.Except(["--approve"]).FirstOrDefault() is { } unknown)
{
    await Console.Error.WriteLineAsync($"The demo does not know '{unknown}'. Use '-- --approve' to let it decide by itself.");
    return 2;
}

try
{
    return await DemoRun.RunAsync(decideByItself: args.Contains("--approve"), stop.Token);
}
catch (OperationCanceledException)
{
    return 130;
}
catch (Exception exception) when (exception is InvalidOperationException or Pipeline.Functions.Commands.PipelineApiException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
