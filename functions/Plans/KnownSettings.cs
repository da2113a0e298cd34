using Pipeline.Functions.Settings;
using Pipeline.Stages.Plans;

namespace Pipeline.Functions.Plans;

/// <summary>The secrets and settings that are kept here; none is decrypted to find out whether it is there.</summary>
internal sealed class KnownSettings(SecretStore secrets, SettingStore settings) : IKnownSettings
{
    public async ValueTask<bool> HasSecretAsync(string application, string name, CancellationToken cancellationToken) =>
        await secrets.FindAsync(name, cancellationToken) is { } secret && (secret.Application is null || secret.Application == application);

    public async ValueTask<bool> HasSettingAsync(string application, string kind, string name, CancellationToken cancellationToken) =>
        await settings.FindAsync(kind, name, cancellationToken) is { } setting && (setting.Application is null || setting.Application == application);
}
