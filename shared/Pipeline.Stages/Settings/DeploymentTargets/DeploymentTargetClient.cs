using Pipeline.Connectors.Kubernetes;

namespace Pipeline.Stages.Settings.DeploymentTargets;

/// <summary>A target's API, as a stage has it for one step.</summary>
/// <param name="client">The API. It is shared with other stages: disposing of this does not close it.</param>
/// <param name="rules">What may be done there.</param>
/// <param name="lease">Given back when the step ends; null: nothing.</param>
public sealed class DeploymentTargetClient(IKubernetesClient client, DeploymentTargetRules rules, IDisposable? lease = null) : IDisposable
{
    /// <summary>The target's name.</summary>
    public string Name => Rules.Target;

    /// <summary>The API of the cluster. It is shared: do not dispose of it.</summary>
    public IKubernetesClient Client { get; } = client;

    /// <summary>What may be done there.</summary>
    public DeploymentTargetRules Rules { get; } = rules;

    /// <summary>The namespace of objects that name none.</summary>
    public string DefaultNamespace => Rules.DefaultNamespace;

    /// <inheritdoc cref="DeploymentTargetRules.CheckNamespace"/>
    public void CheckNamespace(string? @namespace) => Rules.CheckNamespace(@namespace);

    /// <inheritdoc cref="DeploymentTargetRules.CheckWritable"/>
    public void CheckWritable() => Rules.CheckWritable();

    /// <inheritdoc/>
    public void Dispose() => lease?.Dispose();
}
