namespace Pipeline.Durable;

/// <summary>What an activity knows about its call.</summary>
public abstract class TaskActivityContext
{
    /// <summary>The activity's registered name.</summary>
    public abstract TaskName Name { get; }

    /// <summary>The calling orchestration's instance id.</summary>
    public abstract string InstanceId { get; }

    /// <summary>Signalled when the program is about to stop: the work may be dropped, it will run again after the restart.</summary>
    public virtual CancellationToken CancellationToken => CancellationToken.None;
}
