using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pipeline.Stages.Settings;

namespace Pipeline.Stages.Tests.Settings;

/// <summary>Settings by name, as JSON.</summary>
internal sealed class NamedSettings : ISettings
{
    public Dictionary<string, string> All { get; } = [];

    public ValueTask<TSetting?> FindAsync<TSetting>(string application, string kind, string name, JsonTypeInfo<TSetting> input, CancellationToken cancellationToken)
        where TSetting : class => new(All.TryGetValue($"{kind}/{name}", out var json) ? JsonSerializer.Deserialize(json, input) : null);
}
