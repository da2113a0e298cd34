namespace Pipeline.Functions.Hosting;

/// <summary>Who runs orchestrations and takes the public's requests.</summary>
public enum HostingMode
{
    /// <summary>This process alone: Kestrel on the given addresses, the embedded durable engine.</summary>
    Embedded,

    /// <summary>
    /// The Azure Functions host, which started this process as its custom handler: it forwards HTTP and brings the turns and activities that
    /// Durable Functions runs. Many such processes serve one storage account at once.
    /// </summary>
    Functions,
}
