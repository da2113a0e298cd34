namespace Pipeline.Durable;

/// <summary>Marks an exception after which trying again is pointless: retry policies give up at once.</summary>
#pragma warning disable CA1040 // A marker is the point: it is recorded with the failure, where no attribute would be.
public interface INonRetriableFailure;
#pragma warning restore CA1040
