using Microsoft.AspNetCore.DataProtection;
using Pipeline.Functions.Hosting;
using Pipeline.Functions.Settings.KeyVault;
using Pipeline.Stages.Kernel;
using Pipeline.Stages.Settings;
using Pipeline.Storage;
using Pipeline.Storage.Azure;

namespace Pipeline.Functions.Settings;

/// <summary>Registers what settings are made of.</summary>
internal static class SettingsServices
{
    public static IServiceCollection AddSettings(this IServiceCollection services, ServerOptions options) => services
        .AddSingleton(provider => new SecretProtection(provider.GetRequiredService<IStorage>(), KeyEncryptionKeyOf(options)))
        .AddSingleton<IDataProtectionProvider>(provider => provider.GetRequiredService<SecretProtection>())
        .AddSingleton<SecretStore>()
        .AddSingleton<ISecrets>(provider => provider.GetRequiredService<SecretStore>())
        .AddSingleton<SettingStore>()
        .AddSingleton<ISettings>(provider => provider.GetRequiredService<SettingStore>());

    // Opened by the same identity as the storage account, whichever setting names it.
    private static KeyEncryptionKey? KeyEncryptionKeyOf(ServerOptions options) => options.KeyVaultKey is not { } key ? null : new KeyEncryptionKey(
        key, AzureIdentity.Of(options.Configuration, options.Configuration["AZURE_CLIENT_ID"] ?? options.Configuration["AzureWebJobsStorage:clientId"]));
}
