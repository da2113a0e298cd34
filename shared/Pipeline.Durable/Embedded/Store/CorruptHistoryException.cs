namespace Pipeline.Durable.Embedded.Store;

/// <summary>An instance's history or messages cannot be read. The instance cannot go on; its head can still say so.</summary>
internal sealed class CorruptHistoryException(InstanceHead head, Exception innerException)
    : Exception($"The history of the orchestration '{head.InstanceId}' cannot be read: {innerException.Message}", innerException)
{
    /// <summary>The instance's head, which could be read.</summary>
    public InstanceHead Head { get; } = head;
}
