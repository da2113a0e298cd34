namespace Pipeline.Stages.Settings.DeploymentTargets;

/// <summary>The clusters that settings of the kind <see cref="DeploymentTarget.KindName"/> describe.</summary>
public interface IDeploymentTargets
{
    /// <summary>Opens the API of a target for a stage. Nothing is called yet.</summary>
    /// <param name="target">The setting's name.</param>
    /// <param name="run">The run that the stage belongs to; its application decides which settings there are.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The client with the target's rules; dispose of it when the step ends.</returns>
    /// <exception cref="StageFailedException">
    /// There is no such setting (<c>setting-missing</c>), or it cannot be used here (<c>setting-unfit</c>); the message says what to do.
    /// </exception>
    /// <exception cref="Kernel.SecretsUnavailableException">What keeps settings gives no answer: to be tried again.</exception>
    ValueTask<DeploymentTargetClient> OpenAsync(string target, StageRun run, CancellationToken cancellationToken);
}
