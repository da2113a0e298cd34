using System.Text.Json;

namespace Pipeline.Simulators.FunctionsHost;

/// <summary>What the simulated host reads of an app's <c>host.json</c>.</summary>
/// <param name="Executable">The handler's executable, a full path.</param>
/// <param name="HubName">The task hub's name.</param>
/// <param name="StreamsAnswers">Whether requests are proxied, so that answers pass as they come.</param>
internal sealed record HostFile(string Executable, string HubName, bool StreamsAnswers)
{
    public static HostFile Read(string app)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(app, "host.json")));
        var handler = document.RootElement.GetProperty("customHandler");
        var name = handler.GetProperty("description").GetProperty("defaultExecutablePath").GetString()!;
        var hub = document.RootElement.GetProperty("extensions").GetProperty("durableTask").GetProperty("hubName").GetString()!;
        return new HostFile(
            Path.GetFullPath(Path.Combine(app, name)),
            hub,
            handler.TryGetProperty("enableProxyingHttpRequest", out var proxying) && proxying.GetBoolean());
    }
}
