namespace Pipeline.Stages.Kernel;

/// <summary>Where the kernel gets the values of secrets, at the last moment before a step.</summary>
public interface ISecrets
{
    /// <summary>The value of the secret that expressions call <c>secrets.name</c> in an application; null when there is none.</summary>
    /// <exception cref="SecretsUnavailableException">What keeps or encrypts secrets gives no answer: to be asked again later.</exception>
    /// <exception cref="StageFailedException">The value is lost.</exception>
    ValueTask<string?> FindAsync(string application, string name, CancellationToken cancellationToken);
}

/// <summary>No secret can be had for the moment. The stage has not failed; it looks for them again.</summary>
public sealed class SecretsUnavailableException(string message, Exception innerException) : Exception(message, innerException);
