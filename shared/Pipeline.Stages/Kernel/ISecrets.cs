namespace Pipeline.Stages.Kernel;

/// <summary>Where the kernel gets the values of secrets, at the last moment before a step.</summary>
public interface ISecrets
{
    /// <summary>The value of the secret that expressions call <c>secrets.name</c> in an application; null when there is none.</summary>
    ValueTask<string?> FindAsync(string application, string name, CancellationToken cancellationToken);
}
