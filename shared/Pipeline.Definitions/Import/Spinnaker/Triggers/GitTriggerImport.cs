using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Import.Spinnaker.Triggers;

/// <summary>Pushes to a repository. The secret stays behind: it belongs to the setting of the source, and no report repeats it.</summary>
internal static class GitTriggerImport
{
    public static JsonObject Read(SpinnakerObject trigger)
    {
        var source = TriggerImport.Slug(trigger, "source", "git server");
        var repository = string.Join('/', new[] { trigger.TextIfAny("project"), trigger.TextIfAny("slug") }.OfType<string>());
        var fields = new JsonObject { ["type"] = "git", ["source"] = source, ["repository"] = repository };
        var events = Events(trigger);
        if (events.Count > 0)
            fields["events"] = new JsonArray([.. events.Select(happened => (JsonNode)happened)]);
        if (trigger.TextIfAny("branch") is { } branch)
            fields["branches"] = new JsonArray(branch);

        trigger.Miss("secret", "the secret of the hook", "a secret is no part of a document", $"Put it into the source-repositories setting '{source}'.");
        trigger.Report.Miss(trigger.PathOf("source"), $"the connection to '{source}'", "it is a setting of the environment", $"Make a source-repositories setting '{source}' that can read {repository}.");
        return fields;
    }

    private static List<string> Events(SpinnakerObject trigger)
    {
        var events = new List<string>();
        if (!trigger.Says("events"))
        {
            trigger.Ignore("events");
            trigger.Report.Miss(trigger.PathOf("events"), "which events start a run", "none are named, which means every event that this release of Spinnaker knows", "Pushes start runs now; add events: [push, tag, pull-request] as they are meant.");
            return events;
        }

        foreach (var text in trigger.Texts("events"))
        {
            var happened = text.ToLowerInvariant() switch
            {
                "push" => "push",
                "pull_request" or "merge_request" or "pullrequest" => "pull-request",
                _ => null,
            };
            if (happened is null)
                trigger.Report.Miss(trigger.PathOf("events"), $"the event '{Documents.DocumentFaults.Shorten(text)}'", "no counterpart", "A trigger takes push, tag and pull-request.");
            else if (!events.Contains(happened))
                events.Add(happened);
        }

        return events;
    }
}
