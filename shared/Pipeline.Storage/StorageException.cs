namespace Pipeline.Storage;

/// <summary>Storage refused or could not carry out a request. The subtypes name the refusals that callers act on.</summary>
public class StorageException : Exception
{
    /// <summary>An error with a message that names the table or container and the key.</summary>
    public StorageException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>A row that should be new is there already (409).</summary>
public sealed class RowAlreadyExistsException(string message, Exception? innerException = null) : StorageException(message, innerException);

/// <summary>A row that should be there is not (404).</summary>
public sealed class RowNotFoundException(string message, Exception? innerException = null) : StorageException(message, innerException);

/// <summary>A row has another version than the caller saw (412): read it again and decide anew.</summary>
public sealed class RowChangedException(string message, Exception? innerException = null) : StorageException(message, innerException);

/// <summary>A blob that should be new is there already (409).</summary>
public sealed class BlobAlreadyExistsException(string message, Exception? innerException = null) : StorageException(message, innerException);

/// <summary>A blob has another version than the caller saw (412).</summary>
public sealed class BlobChangedException(string message, Exception? innerException = null) : StorageException(message, innerException);
