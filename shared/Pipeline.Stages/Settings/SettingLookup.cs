using System.Text.Json.Serialization.Metadata;

namespace Pipeline.Stages.Settings;

/// <summary>Finds settings that a stage cannot do without.</summary>
public static class SettingLookup
{
    /// <summary>A setting with its secrets.</summary>
    /// <param name="settings">Where it is looked for.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="application">The application whose pipeline names it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="field">The input that names it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StageFailedException">There is none (<c>setting-missing</c>; the message says how it is made), or a secret of it is lost.</exception>
    /// <exception cref="Kernel.SecretsUnavailableException">What keeps or encrypts settings gives no answer: to be tried again.</exception>
    public static async ValueTask<TSetting> GetAsync<TSetting>(
        this ISettings settings, SettingKind kind, string application, string name, string field, CancellationToken cancellationToken)
        where TSetting : class =>
        await settings.FindAsync(application, kind.Name, name, (JsonTypeInfo<TSetting>)kind.Input, cancellationToken)
        ?? throw new StageFailedException(new StageError(
            "setting-missing", $"{field}: the application '{application}' has no {kind.Title} setting '{name}'. Make it with PUT /api/settings/{kind.Name}/{name}."));
}
