using System.Text.Json;

namespace Pipeline.Storage.Embedded;

/// <summary>
/// The exclusive lock on a data folder. The operating system drops it with the process, however that ends, so that no lock is ever stale.
/// The owner's name is in a file of its own, because a locked file cannot be read by the process that wants to name the holder.
/// </summary>
internal sealed class DataFolderLock : IDisposable
{
    private const string LockFile = "pipeline.lock";
    private const string OwnerFile = "pipeline.owner.json";
    private readonly FileStream _lock;

    private DataFolderLock(FileStream @lock) => _lock = @lock;

    /// <summary>Makes the folder when there is none and takes its lock.</summary>
    /// <exception cref="DataFolderInUseException">Another process (or this one, a second time) has it.</exception>
    /// <exception cref="DataFolderNotWritableException">The folder cannot be made or written.</exception>
    public static DataFolderLock Acquire(string folder, TimeProvider time)
    {
        FileStream? held = null;
        try
        {
            MakePrivate(folder);
            held = Take(folder);
            var owner = StorageOwner.ThisProcess(time);
            var ownerFile = Path.Combine(folder, OwnerFile);
            File.WriteAllBytes(ownerFile + ".new", JsonSerializer.SerializeToUtf8Bytes(owner, StorageOwnerJson.Default.StorageOwner));
            File.Move(ownerFile + ".new", ownerFile, overwrite: true);
            return new DataFolderLock(held);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw new DataFolderNotWritableException(folder, exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    // A folder that is there keeps its permissions; a new one is its owner's alone.
    private static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static FileStream Take(string folder)
    {
        var path = Path.Combine(folder, LockFile);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (IsLocked(path))
        {
            throw new DataFolderInUseException(folder, ReadOwner(folder));
        }
    }

    // A file that exists, is writable and still does not open is one that somebody holds.
    private static bool IsLocked(string path)
    {
        try
        {
            return File.Exists(path) && (File.GetAttributes(path) & (FileAttributes.ReadOnly | FileAttributes.Directory)) == 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static StorageOwner? ReadOwner(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, OwnerFile)), StorageOwnerJson.Default.StorageOwner);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
