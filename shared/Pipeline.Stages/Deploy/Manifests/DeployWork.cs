using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Manifests.Traffic;
using Pipeline.Stages.Settings.DeploymentTargets;

namespace Pipeline.Stages.Deploy.Manifests;

/// <summary>What a step of a deploy works with.</summary>
/// <param name="Execution">The step.</param>
/// <param name="Target">The target.</param>
/// <param name="Deploy">The objects.</param>
/// <param name="Cursor">What was decided and done before the step.</param>
/// <param name="Outputs">What the stage puts out, to which the step adds.</param>
internal sealed record DeployWork(
    StageExecution<DeployManifestInput> Execution, DeploymentTargetClient Target, PreparedDeploy Deploy, DeployManifestCursor Cursor, ManifestOutputs Outputs)
{
    /// <summary>How many calls are made at once where their order does not matter.</summary>
    public const int Parallel = 8;

    public DeployManifestInput Input => Execution.Input;

    public IKubernetesClient Client => Target.Client;

    public IReadOnlyList<PreparedManifest> Objects => Deploy.Objects;

    /// <summary>The ReplicaSet whose traffic is managed, under its name in the cluster.</summary>
    public PreparedManifest? Traffic => Deploy.Traffic;

    /// <summary>How its traffic is managed.</summary>
    public ManifestTraffic Management => Deploy.Management;

    /// <summary>Goes on at once.</summary>
    public StageStep Again(DeployManifestCursor cursor, JsonObject? outputs = null, TimeSpan after = default) =>
        new StageStep.Again(after, (cursor with { Failures = 0 }).Node, outputs ?? Outputs.Fields);

    /// <summary>Fails, or undoes everything first.</summary>
    public StageStep Fail(DeployManifestCursor cursor, StageError error)
    {
        Execution.Log.WriteLine(error.Message);
        return Fail(Input, cursor, Outputs, error);
    }

    /// <summary>As the other of that name, of a step that could not even begin.</summary>
    public static StageStep Fail(DeployManifestInput input, DeployManifestCursor cursor, ManifestOutputs outputs, StageError error)
    {
        // Old versions that are partly out of the Services get their traffic back, whatever was asked for. Versions that are too many are no part of the deploy.
        var isRolling = input.Traffic?.Strategy is TrafficStrategy.RollingRedBlack && cursor.Phase is not DeployPhase.Apply;
        if ((input.AllOrNothing || isRolling) && cursor.Phase is not (DeployPhase.Validate or DeployPhase.CleanUp or DeployPhase.RollBack))
            return new StageStep.Again(TimeSpan.Zero, (cursor with { Phase = DeployPhase.RollBack, Failure = error, Done = 0, Failures = 0 }).Node, outputs.Fields);

        if (cursor is { Phase: DeployPhase.RollBack, Failure: { } first })
            error = first with { Message = Sentences.Join(first.Message, $"And what was there before could not be restored: {error.Message}") };
        outputs.LeaveInPlace();
        return new StageStep.Failed(error, outputs.Fields);
    }
}
