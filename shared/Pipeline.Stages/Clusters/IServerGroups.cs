using Pipeline.Definitions.ServerGroups;
using Pipeline.Stages.Deploy.Changes;

namespace Pipeline.Stages.Clusters;

/// <summary>
/// The server groups of a cluster in one region. What changes something may be done twice and leaves it as if it were done once; it returns what was
/// changed, nothing where all was so already. A group that is not there, or is another one by that name, fails the stage (<c>server-group-gone</c>).
/// Every member throws <see cref="RegionException"/> when the region refuses or does not answer.
/// </summary>
public interface IServerGroups : IDisposable
{
    /// <summary>The region.</summary>
    string Region { get; }

    /// <summary>Fails the stage where nothing may be changed.</summary>
    /// <exception cref="StageFailedException">The region is read-only.</exception>
    void CheckWritable();

    /// <summary>The server groups that are not being destroyed, in no order.</summary>
    Task<IReadOnlyList<ServerGroup>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Sets a group's size, and the bounds of what scales it by itself.</summary>
    Task<IReadOnlyList<ObjectMutation>> ResizeAsync(ServerGroup group, Capacity capacity, CancellationToken cancellationToken);

    /// <summary>Sends traffic to a group, and lets what scales it do so again.</summary>
    Task<IReadOnlyList<ObjectMutation>> EnableAsync(ServerGroup group, CancellationToken cancellationToken);

    /// <summary>Takes a group out of the traffic, and keeps what scales it from doing so.</summary>
    Task<IReadOnlyList<ObjectMutation>> DisableAsync(ServerGroup group, CancellationToken cancellationToken);

    /// <summary>Deletes a group with its instances. One that is gone is as good as destroyed.</summary>
    Task<IReadOnlyList<ObjectMutation>> DestroyAsync(ServerGroup group, CancellationToken cancellationToken);

    /// <summary>Reserves the name of the next version for a stage's attempt, which gets the same one however often it asks.</summary>
    /// <exception cref="StageFailedException">The cluster's groups have no versions (<c>kind-unfit</c>).</exception>
    Task<string> ReserveNameAsync(string attempt, CancellationToken cancellationToken);

    /// <summary>Makes a group like another one.</summary>
    Task<IReadOnlyList<ObjectMutation>> CloneAsync(ServerGroup source, ServerGroupClone clone, CancellationToken cancellationToken);

    /// <summary>Finds out why a group's instances do not become healthy.</summary>
    /// <param name="group">The group.</param>
    /// <param name="since">Since when it is waited for: what was before does not count.</param>
    /// <param name="grace">How long a trouble may last that may pass by itself.</param>
    /// <param name="log">Is told what is known of it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The reason; null when none is known that will not pass.</returns>
    Task<StageError?> FindTroubleAsync(ServerGroup group, DateTimeOffset since, TimeSpan grace, IStageLog log, CancellationToken cancellationToken);
}
