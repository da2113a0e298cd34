using Microsoft.AspNetCore.DataProtection;
using Pipeline.Stages.Kernel;

namespace Pipeline.Functions.Settings;

/// <summary>Registers what settings are made of.</summary>
internal static class SettingsServices
{
    public static IServiceCollection AddSettings(this IServiceCollection services) => services
        .AddSingleton<SecretProtection>()
        .AddSingleton<IDataProtectionProvider>(provider => provider.GetRequiredService<SecretProtection>())
        .AddSingleton<SecretStore>()
        .AddSingleton<ISecrets>(provider => provider.GetRequiredService<SecretStore>());
}
