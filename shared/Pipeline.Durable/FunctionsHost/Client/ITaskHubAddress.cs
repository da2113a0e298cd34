namespace Pipeline.Durable.FunctionsHost.Client;

/// <summary>Knows, or finds out, where the host's Durable extension serves its client.</summary>
public interface ITaskHubAddress
{
    /// <summary>The address.</summary>
    /// <param name="failed">An address that has just failed, so that another is to be found; null when none has.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The address; null when it cannot be learned now.</returns>
    ValueTask<DurableClientBinding?> FindAsync(DurableClientBinding? failed, CancellationToken cancellationToken);
}
