using System.Runtime.InteropServices;
using Pipeline.Demo;

// Ctrl+C, kill and a closed terminal all come to the same end: nothing of the demo stays behind.
using var stop = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var hungUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);

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
    Console.WriteLine("The demo is stopped; its server and its data are gone.");
    return 130;
}
catch (Exception exception) when (exception is InvalidOperationException or Pipeline.Functions.Commands.PipelineApiException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
