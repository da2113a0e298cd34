using Pipeline.Durable.Embedded.Store;
using Pipeline.Storage;

namespace Pipeline.Durable.Tests.Embedded;

/// <summary>A store whose first commits fail: some before they took effect, some after, as when the answer is lost.</summary>
internal sealed class FailingStore(IOrchestrationStore store) : IOrchestrationStore
{
    private int _failing;

    public int FailingCommits
    {
        get => _failing;
        init => _failing = value;
    }

    public async Task<CommittedTurn> CommitAsync(TurnCommit turn, CancellationToken cancellationToken)
    {
        if (_failing == 0)
            return await store.CommitAsync(turn, cancellationToken);
        if (_failing-- == 2)
            await store.CommitAsync(turn, cancellationToken);
        throw new StorageException("No answer.");
    }

    public Task OpenAsync(CancellationToken cancellationToken) => store.OpenAsync(cancellationToken);

    public IAsyncEnumerable<Wakeup> RecoverAsync(CancellationToken cancellationToken) => store.RecoverAsync(cancellationToken);

    public Task<StoredInstance?> LoadAsync(string instanceId, CancellationToken cancellationToken) => store.LoadAsync(instanceId, cancellationToken);

    public Task<InstanceSnapshot?> ReadAsync(string instanceId, bool withInput, CancellationToken cancellationToken) =>
        store.ReadAsync(instanceId, withInput, cancellationToken);

    public Task<Creation> CreateAsync(NewInstance instance, Func<InstanceHead, bool> mayReplace, CancellationToken cancellationToken) =>
        store.CreateAsync(instance, mayReplace, cancellationToken);

    public Task<InboxMessage?> EnqueueAsync(InstanceMessage message, CancellationToken cancellationToken) => store.EnqueueAsync(message, cancellationToken);

    public Task ForgetAsync(string sender, IReadOnlyList<InstanceMessage> messages, CancellationToken cancellationToken) =>
        store.ForgetAsync(sender, messages, cancellationToken);

    public Task ParkAsync(InstanceHead head, CancellationToken cancellationToken) => store.ParkAsync(head, cancellationToken);

    public Task<InstancePage> QueryAsync(InstanceFilter filter, CancellationToken cancellationToken) => store.QueryAsync(filter, cancellationToken);

    public Task<IReadOnlyList<string>> ChildrenAsync(string instanceId, CancellationToken cancellationToken) => store.ChildrenAsync(instanceId, cancellationToken);

    public Task<bool> DeleteAsync(string instanceId, CancellationToken cancellationToken) => store.DeleteAsync(instanceId, cancellationToken);
}
