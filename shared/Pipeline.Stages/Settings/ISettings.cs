using System.Text.Json.Serialization.Metadata;

namespace Pipeline.Stages.Settings;

/// <summary>The settings by which stages and triggers reach outside systems.</summary>
public interface ISettings
{
    /// <summary>A setting with its secrets; null when the application has none of that kind and name.</summary>
    /// <exception cref="Kernel.SecretsUnavailableException">What keeps or encrypts settings gives no answer: to be tried again.</exception>
    /// <exception cref="StageFailedException">A secret of the setting is lost.</exception>
    ValueTask<TSetting?> FindAsync<TSetting>(
        string application, string kind, string name, JsonTypeInfo<TSetting> input, CancellationToken cancellationToken)
        where TSetting : class;
}
