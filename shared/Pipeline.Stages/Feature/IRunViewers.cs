namespace Pipeline.Stages.Feature;

/// <summary>Who may see the runs of an application, as the server keeps it.</summary>
public interface IRunViewers
{
    /// <summary>Whether a subject may see the runs of an application.</summary>
    ValueTask<bool> MayViewAsync(string subject, string application, CancellationToken cancellationToken);
}
