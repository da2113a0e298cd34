using System.Diagnostics;

namespace Pipeline.Functions.Observability;

/// <summary>
/// Lets requests carry their caller's trace, so that what is logged of them does. The web framework would do so for its own log, but that is
/// switched off: it tells every path, and the path of an approval link is a secret.
/// </summary>
internal sealed class RequestTraces : IHostedService, IDisposable
{
    private readonly ActivityListener listener = new()
    {
        ShouldListenTo = static source => source.Name == "Microsoft.AspNetCore",
        Sample = static (ref _) => ActivitySamplingResult.PropagationData,
    };

    public Task StartAsync(CancellationToken cancellationToken)
    {
        ActivitySource.AddActivityListener(listener);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => listener.Dispose();
}
