using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Import.Spinnaker.Stages;

/// <summary>Stages that run a Job (reference C6, runJobManifest).</summary>
internal static class JobImport
{
    private const string Type = "run.job";
    private const string CustomType = "run.custom-job";

    public static IReadOnlyList<ImportedStep> Convert(StageSource stage)
    {
        var with = new JsonObject();
        stage.CopyText(with, stage.Fields.Says("account") ? "account" : "credentials", "target");
        stage.Fields.Ignore("account", "credentials");
        if (stage.Text("source") == "artifact")
        {
            stage.CopyText(with, "manifestArtifactId", "artifact");
            stage.Fields.Ignore("manifest");
            stage.Fields.Miss("manifestArtifact", "an artifact that stands in the stage, all its fields", "the artifact is named by its id", "Declare the artifact under the pipeline's 'artifacts' with a default, and name its id.");
        }
        else
        {
            stage.CopyValue(with, "manifest");
            stage.Fields.Ignore("manifestArtifactId", "manifestArtifact");
        }

        stage.CopySwitch(with, "waitForCompletion", @default: true);
        if (stage.Fields.TextIfAny("consumeArtifactSource") is "artifact")
            stage.Fields.Report.Miss(stage.Fields.PathOf("consumeArtifactSource"), "that values for later stages come from an artifact", "they come from the job's log", "Let the job write lines PIPELINE_PROPERTY_NAME=value.");
        stage.CopyText(with, "propertyFile", "propertiesFrom");
        with["cleanup"] = "never"; // as there
        stage.Fields.Ignore("cloudProvider", "application", "moniker", "alias", "consumeArtifactId", "consumeArtifactAccount", "noOutput");
        return [new(Type, with)];
    }

    /// <summary>A job that an operator of Spinnaker has prepared and given a type of its own; a pipeline has the parameters only.</summary>
    public static StageTypeImport Custom(string name) => new(CustomType, stage =>
    {
        stage.Fields.Ignore("account", "credentials", "cloudProvider", "manifest", "source", "waitForCompletion", "propertyFile", "consumeArtifactSource", "application", "user");
        stage.Fields.Miss("alias", "what the operator has prepared for this type of stage", "it is not part of the pipeline", $"Make it once with PUT /api/settings/custom-jobs/{name}.");
        var with = new JsonObject { ["job"] = name };
        stage.CopyValue(with, "parameters");
        return [new(CustomType, with)];
    });
}
