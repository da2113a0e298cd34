using Pipeline.Definitions.Manifests.Traffic;

namespace Pipeline.Stages.Deploy.Manifests;

/// <summary>What the schema of <c>deploy.manifest</c> does not say.</summary>
internal static class DeployInputs
{
    /// <exception cref="StageFailedException">The input asks for what cannot be; the message names the field.</exception>
    public static void Check(DeployManifestInput input)
    {
        if (FaultOf(input) is { } fault)
            throw new StageFailedException(new StageError("invalid-input", fault));
    }

    private static string? FaultOf(DeployManifestInput input)
    {
        if (input.StableTimeout <= TimeSpan.Zero)
            return "stableTimeout: Give everything some time to become stable, for example 30m.";
        if (input.FailFastAfter < TimeSpan.Zero)
            return "failFastAfter: A duration is not negative.";
        if (input.Traffic is not { } traffic)
            return null;

        var replaces = traffic.Strategy is not (TrafficStrategy.None or TrafficStrategy.Custom);
        return traffic switch
        {
            { Enable: false } when replaces => "traffic.strategy: A version that gets no traffic replaces none that does. Set traffic.enable, or the strategy none.",
            _ when replaces && !input.WaitForStable => "waitForStable: A version takes the others' place only once it is stable. Leave waitForStable out.",
            { Strategy: TrafficStrategy.Custom, Pipeline: null or "" } => "traffic.pipeline: Name the pipeline that the strategy custom runs.",
            { Strategy: not TrafficStrategy.Custom, Pipeline: not null } => "traffic.pipeline: Only the strategy custom runs a pipeline.",
            { Strategy: not TrafficStrategy.RollingRedBlack, Percentages.Count: > 0 } => "traffic.percentages: Only the strategy rolling-red-black has steps.",
            _ when RollingSteps.Of(traffic.Percentages) is null => "traffic.percentages: Percentages are from 1 to 100.",
            _ => null,
        };
    }
}
