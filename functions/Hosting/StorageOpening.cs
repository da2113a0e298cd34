using Pipeline.Storage;
using Pipeline.Storage.Embedded;

namespace Pipeline.Functions.Hosting;

/// <summary>Opens the storage that the operator chose.</summary>
internal static class StorageOpening
{
    /// <exception cref="DataFolderException">The data folder cannot be opened.</exception>
    public static async Task<IStorage> OpenAsync(ServerOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        await EmbeddedStorage.OpenAsync(options.DataFolder, time, cancellationToken);

    /// <summary>Where the data is, for people.</summary>
    public static string Describe(ServerOptions options) => Path.GetFullPath(options.DataFolder);
}
