using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Import.Spinnaker;

/// <summary>How other pipelines are named: Spinnaker by an id of its own, here by their name.</summary>
internal static class PipelineNames
{
    /// <summary>Says that an id stands where a name belongs, which nothing in the pipeline tells.</summary>
    public static void ReportId(SpinnakerObject owner, string field)
    {
        if (owner.TextIfAny(field) is not { } id)
            return;

        owner.Report.Miss(
            owner.PathOf(field),
            $"the pipeline '{DocumentFaults.Shorten(id)}'",
            "Spinnaker refers to pipelines by an id, and their names are not in the input",
            $"Write the name that this pipeline has here in place of '{DocumentFaults.Shorten(id)}'.");
    }
}
