namespace Pipeline.Storage;

/// <summary>A place that keeps tables and blobs: a data folder on this machine or an Azure storage account.</summary>
public interface IStorage : IAsyncDisposable
{
    /// <summary>A table; made on first use. Names are letters and digits, 3 to 63, the first a letter.</summary>
    ITable Table(string name);

    /// <summary>A container of blobs; made on first use. Names are lower-case letters, digits and single hyphens, 3 to 63.</summary>
    IBlobs Blobs(string container);
}
