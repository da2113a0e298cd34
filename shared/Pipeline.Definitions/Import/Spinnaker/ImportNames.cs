using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Import.Spinnaker;

/// <summary>What the pipeline and its application are to be called.</summary>
/// <param name="Name">The pipeline's name; null: the one that it has, as a slug.</param>
/// <param name="Application">The application's; null: the one that it has, as a slug.</param>
public sealed record ImportNames(string? Name = null, string? Application = null)
{
    private const string Unnamed = "imported-pipeline";

    internal string NameOf(SpinnakerObject pipeline)
    {
        var given = pipeline.TextIfAny("name");
        if (Name is not null)
            return Name;
        if (given is not null)
            return Slug(pipeline, "name", given) ?? Unnamed;

        pipeline.Report.Miss(pipeline.PathOf("name"), "the pipeline's name", "the input has none, as what 'Edit as JSON' shows", $"It is '{Unnamed}' now; import it with ?name=, or change metadata.name.");
        return Unnamed;
    }

    internal string? ApplicationOf(SpinnakerObject pipeline)
    {
        var given = pipeline.TextIfAny("application");
        if (Application is not null)
            return Application;
        if (given is not null)
            return Slug(pipeline, "application", given);

        pipeline.Report.Miss(
            pipeline.PathOf("application"), "the pipeline's application", "the input has none, as what 'Edit as JSON' shows", $"It is '{PipelineDefinition.DefaultApplication}' now; import it with ?application=, or write metadata.application.");
        return null;
    }

    private static string? Slug(SpinnakerObject pipeline, string field, string given)
    {
        if (NamingRules.IsSlug(given))
            return given;

        var slug = NamingRules.ToSlug(given);
        pipeline.Report.Miss(
            pipeline.PathOf(field),
            $"the name '{DocumentFaults.Shorten(given)}'",
            $"a name is part of an address: {NamingRules.SlugRule}",
            $"It is '{slug ?? (field == "name" ? Unnamed : PipelineDefinition.DefaultApplication)}' here; expressions that read execution.{field} see that.");
        return slug;
    }
}
