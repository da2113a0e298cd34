using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Import.Spinnaker.Triggers;

/// <summary>What starts a pipeline by itself, type by type (reference A10).</summary>
internal sealed class TriggerImport(IReadOnlySet<string> parameters)
{
    private static readonly string[] AllConstraints = ["payloadConstraints", "attributeConstraints"];

    /// <summary>The trigger of the document; null when there is none for it, which is then reported.</summary>
    public JsonObject? Read(SpinnakerObject trigger)
    {
        var type = trigger.TextIfAny("type") ?? "";
        var isDisabled = trigger.Boolean("enabled") is false;
        Common(trigger);
        var fields = type switch
        {
            "git" => GitTriggerImport.Read(trigger),
            "webhook" => WebhookTriggerImport.Read(trigger, parameters),
            "docker" => ImageTriggerImport.Read(trigger),
            "cron" => CronTriggerImport.Read(trigger),
            "pipeline" => PipelineTriggerImport.Read(trigger),
            "manual" => Manual(trigger),
            _ => None(trigger, type),
        };
        Constraints(trigger);
        if (fields is null)
            return null;
        if (isDisabled && !fields.ContainsKey("disabled"))
            fields.Insert(1, "disabled", true);
        return fields;
    }

    /// <summary>A name of a setting or source that an address can hold.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="field">The field that says it.</param>
    /// <param name="kind">What the name is of, for the report.</param>
    public static string Slug(SpinnakerObject trigger, string field, string kind)
    {
        var name = trigger.TextIfAny(field) ?? "";
        if (NamingRules.IsSlug(name))
            return name;

        var slug = NamingRules.ToSlug(name) ?? "unnamed";
        trigger.Report.Miss(trigger.PathOf(field), $"the {kind} '{DocumentFaults.Shorten(name)}'", $"a name here is {NamingRules.SlugRule}", $"It is '{slug}' here.");
        return slug;
    }

    private static void Common(SpinnakerObject trigger)
    {
        trigger.Ignore("id", "index", "link", "linkText", "lastSuccessfulExecution");
        trigger.Miss("runAsUser", "the user as whom runs are started", "runs of a trigger are the pipeline's own", "Nothing, unless a stage depends on who it is.");
        trigger.Miss(
            "expectedArtifactIds",
            "that the event must bring certain artifacts",
            "a trigger does not look at artifacts",
            "A run without them ends when it starts, by spec.artifacts; narrow the trigger down by tag, branch, paths or constraints.");
    }

    private static void Constraints(SpinnakerObject trigger)
    {
        foreach (var name in AllConstraints.Where(name => !trigger.HasRead(name)))
            trigger.Miss(name, "constraints on what the event brings", "only webhook triggers have constraints", "Let the sender call POST /api/hooks/{source}, and add a webhook trigger of that source.");
    }

    /// <summary>People can start every pipeline.</summary>
    private static JsonObject? Manual(SpinnakerObject trigger)
    {
        trigger.Report.Ignore(trigger.Path);
        return null;
    }

    private static JsonObject? None(SpinnakerObject trigger, string type)
    {
        trigger.Report.Miss(
            trigger.Path,
            type.Length == 0 ? "a trigger without a type" : $"the trigger '{DocumentFaults.Shorten(type)}', all its fields",
            "no counterpart",
            type is "jenkins" or "travis" or "wercker" or "concourse"
                ? "Let the build's last step call POST /api/hooks/{source}, and add a webhook trigger of that source."
                : "Let the sender call POST /api/hooks/{source}, and add a webhook trigger of that source.");
        foreach (var name in trigger.Unread)
            trigger.Take(name);
        return null;
    }
}
