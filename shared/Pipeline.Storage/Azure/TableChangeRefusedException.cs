namespace Pipeline.Storage.Azure;

/// <summary>The table service refused a change.</summary>
/// <param name="failure">Its words.</param>
/// <param name="index">Which change of the transaction, from 0.</param>
/// <param name="repeated">The request was sent more than once, so that the refusal may be about its own earlier success.</param>
internal sealed class TableChangeRefusedException(StorageFailure failure, int index, bool repeated) : Exception(failure.Message)
{
    public StorageFailure Failure { get; } = failure;

    public int Index { get; } = index;

    public bool Repeated { get; } = repeated;
}
