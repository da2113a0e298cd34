namespace Pipeline.Definitions.Import.Spinnaker;

/// <summary>What a failed stage means, from Spinnaker's three switches (reference A2).</summary>
internal static class FailureImport
{
    public static FailurePolicy Read(SpinnakerObject stage)
    {
        var failPipeline = stage.Boolean("failPipeline") ?? true;
        var continuePipeline = stage.Boolean("continuePipeline") ?? false;
        var completeOtherBranches = stage.Boolean("completeOtherBranchesThenFail") ?? false;
        return Of(failPipeline, continuePipeline, completeOtherBranches);
    }

    /// <summary>Going on comes first, as in Spinnaker; waiting for the other branches only means something when the branch is stopped.</summary>
    public static FailurePolicy Of(bool failPipeline, bool continuePipeline, bool completeOtherBranches) => (failPipeline, continuePipeline, completeOtherBranches) switch
    {
        (_, true, _) => FailurePolicy.Ignore,
        (true, _, _) => FailurePolicy.FailPipeline,
        (false, _, true) => FailurePolicy.FailBranchThenPipeline,
        _ => FailurePolicy.FailBranch,
    };
}
