using Pipeline.Storage.Azure;
using Pipeline.Testing.Servers;

namespace Pipeline.Storage.Tests;

/// <summary>The emulator as storage.</summary>
internal static class AzuriteStorage
{
    public static async ValueTask<AzureStorage> OpenStorageAsync(this AzuriteServer azurite) =>
        new(StorageConnectionString.Parse(await azurite.GetConnectionStringAsync()), TimeProvider.System);
}
