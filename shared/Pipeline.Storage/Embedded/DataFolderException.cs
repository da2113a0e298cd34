namespace Pipeline.Storage.Embedded;

/// <summary>A data folder cannot be opened. The message is one line that says why and what to do.</summary>
public abstract class DataFolderException(string folder, string message, Exception? innerException = null) : StorageException(message, innerException)
{
    /// <summary>The folder's full path.</summary>
    public string Folder { get; } = folder;
}

/// <summary>Another process has the data folder open; a folder has one owner at a time.</summary>
public sealed class DataFolderInUseException(string folder, StorageOwner? holder)
    : DataFolderException(folder, Explain(folder, holder))
{
    /// <summary>The process that has it, or null in the moment before that process has written its name.</summary>
    public StorageOwner? Holder { get; } = holder;

    private static string Explain(string folder, StorageOwner? holder) =>
        $"The data folder '{folder}' is in use by {holder?.ToString() ?? "another process"}. Stop that process or choose another folder.";
}

/// <summary>The data folder cannot be made or written.</summary>
public sealed class DataFolderNotWritableException(string folder, Exception innerException)
    : DataFolderException(
        folder,
        $"The data folder '{folder}' cannot be written ({innerException.Message}). Change its permissions or choose another folder.",
        innerException);

/// <summary>The data folder holds a file that is not ours or that is damaged.</summary>
public sealed class DataFolderUnreadableException(string folder, string reason, Exception? innerException = null)
    : DataFolderException(
        folder,
        $"The data folder '{folder}' cannot be read ({reason}). Restore it from a backup or choose another folder.",
        innerException);

/// <summary>A newer release wrote the data folder; this one does not know how to read it.</summary>
public sealed class DataFolderTooNewException(string folder, long schema)
    : DataFolderException(
        folder,
        $"The data folder '{folder}' was written by a newer release (schema {schema}; this release knows up to {EmbeddedSchema.Current}). "
        + "Run that release or choose another folder.")
{
    /// <summary>The schema number that the folder has.</summary>
    public long Schema { get; } = schema;
}
