using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Import.Spinnaker.Triggers;

/// <summary>The end of another pipeline's run. That pipeline is named by an id, which has to be replaced.</summary>
internal static class PipelineTriggerImport
{
    public static JsonObject Read(SpinnakerObject trigger)
    {
        var id = trigger.TextIfAny("pipeline") ?? "";
        var fields = new JsonObject { ["type"] = "pipeline", ["pipeline"] = NamingRules.IsSlug(id) ? id : NamingRules.ToSlug(id) ?? "unnamed" };
        PipelineNames.ReportId(trigger, "pipeline");
        trigger.Ignore("application");

        var statuses = Statuses(trigger);
        if (statuses.Count > 0)
        {
            fields["statuses"] = new JsonArray([.. statuses.Select(status => (JsonNode)status)]);
        }
        else
        {
            fields["disabled"] = true;
            trigger.Report.Miss(trigger.PathOf("status"), "which ends of the other pipeline start a run", "none is named, so that none does in Spinnaker", "The trigger is switched off here; name statuses and take 'disabled' out.");
        }

        return fields;
    }

    private static List<string> Statuses(SpinnakerObject trigger)
    {
        var statuses = new List<string>();
        foreach (var text in trigger.Texts("status"))
        {
            var status = text.ToLowerInvariant() switch
            {
                "successful" => "SUCCEEDED",
                "failed" => "TERMINAL",
                "canceled" => "CANCELED",
                _ => null,
            };
            if (status is null)
                trigger.Report.Miss(trigger.PathOf("status"), $"the status '{DocumentFaults.Shorten(text)}'", "it is none of successful, failed and canceled", "Write SUCCEEDED, TERMINAL or CANCELED.");
            else if (!statuses.Contains(status))
                statuses.Add(status);
        }

        return statuses;
    }
}
