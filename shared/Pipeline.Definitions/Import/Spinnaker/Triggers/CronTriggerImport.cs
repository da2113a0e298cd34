using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Schedules;

namespace Pipeline.Definitions.Import.Spinnaker.Triggers;

/// <summary>Times of a calendar. A schedule that cannot be converted gives no trigger: one at other times would be worse than none.</summary>
internal static class CronTriggerImport
{
    public static JsonObject? Read(SpinnakerObject trigger)
    {
        var quartz = trigger.TextIfAny("cronExpression") ?? "";
        var path = trigger.PathOf("cronExpression");
        var (cron, fault) = QuartzCron.Convert(quartz);
        if (cron is not null && !CronSchedule.TryParse(cron, SpinnakerZone.Default, out _, out var faults))
            (cron, fault) = (null, faults[0].Message);
        if (cron is null)
        {
            trigger.Report.Miss(path, $"the schedule '{DocumentFaults.Shorten(quartz)}', and so the trigger", fault!, "Add a schedule trigger with the times that are meant.");
            return null;
        }

        SpinnakerZone.Report(trigger.Report, path, "zone");
        return new() { ["type"] = "schedule", ["cron"] = cron, ["zone"] = SpinnakerZone.Default };
    }
}
