using System.Text.Json.Nodes;
using Pipeline.Definitions.Durations;
using Pipeline.Definitions.Schedules;
using Pipeline.Definitions.TimeZones;
using Pipeline.Definitions.Triggers;

namespace Pipeline.Definitions.Documents;

/// <summary>Writes a trigger as its part of the document's tree, without what is left to its default.</summary>
internal static class TriggerWriter
{
    public static JsonNode Write(TriggerDefinition trigger)
    {
        var fields = new JsonObject { ["type"] = trigger.Type, ["id"] = trigger.Id };
        if (trigger.Disabled)
            fields.Add("disabled", true);
        switch (trigger)
        {
            case GitTrigger git:
                fields.Add("source", git.Source);
                fields.Add("repository", git.Repository);
                AddList(fields, "events", git.Events.Select(happened => Choices.GitEvents.WordOf(happened)));
                AddList(fields, "branches", git.Branches);
                AddList(fields, "tags", git.Tags);
                AddList(fields, "paths", git.Paths);
                if (git.Forks)
                    fields.Add("forks", true);
                Add(fields, "poll", git.Poll is { } poll ? Duration.Format(poll) : null);
                Add(fields, "definition", git.Definition);
                break;
            case ImageTrigger image:
                fields.Add("registry", image.Registry);
                fields.Add("image", image.Image);
                Add(fields, "tag", image.Tag);
                break;
            case PipelineTrigger pipeline:
                fields.Add("pipeline", pipeline.Pipeline);
                AddList(fields, "statuses", pipeline.Statuses.Select(status => Choices.EndStatuses.WordOf(status)));
                break;
            case ScheduleTrigger schedule:
                fields.Add("cron", schedule.Schedule.Cron);
                Add(fields, "zone", schedule.Schedule.Zone == IanaZone.Utc ? null : schedule.Schedule.Zone);
                Add(fields, "missed", schedule.Missed.Missed is MissedRuns.Skip ? "skip" : null);
                if (schedule.Missed is { Missed: MissedRuns.RunOnce } missed && missed.MissedFor != MissedRunPolicy.DefaultMissedFor)
                    fields.Add("missedFor", Duration.Format(missed.MissedFor));
                break;
            case WebhookTrigger webhook:
                fields.Add("source", webhook.Source);
                if (webhook.Constraints.Count > 0)
                    fields.Add("constraints", new JsonObject(webhook.Constraints.Select(constraint => KeyValuePair.Create(constraint.Key, (JsonNode?)constraint.Value))));
                break;
        }

        if (trigger.Parameters.Count > 0)
            fields.Add("parameters", trigger.Parameters.DeepClone());
        return fields;
    }

    private static void Add(JsonObject fields, string name, string? value)
    {
        if (value is not null)
            fields.Add(name, value);
    }

    private static void AddList(JsonObject fields, string name, IEnumerable<string> values)
    {
        if (values.ToArray() is { Length: > 0 } list)
            fields.Add(name, new JsonArray([.. list.Select(value => (JsonNode)value)]));
    }
}
