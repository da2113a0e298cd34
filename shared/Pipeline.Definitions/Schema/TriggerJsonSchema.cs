using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Triggers;
using static Pipeline.Definitions.Schema.PipelineJsonSchema;

namespace Pipeline.Definitions.Schema;

/// <summary>The JSON Schema of triggers in pipeline documents.</summary>
internal static class TriggerJsonSchema
{
    public static JsonObject Create() => new()
    {
        ["description"] = "What starts runs of the pipeline by itself.",
        ["type"] = "object",
        ["required"] = new JsonArray("type"),
        ["properties"] = new JsonObject { ["type"] = Choice(Choices.TriggerTypes, "What the trigger listens to.") },
        ["allOf"] = new JsonArray(
            When(GitTrigger.TypeName, "Pushes, tags and pull requests of a git repository.", ["source", "repository"], new()
            {
                ["source"] = Name("The source repository's setting."),
                ["repository"] = Text("The repository as its server calls it, for example team/shop."),
                ["events"] = List("What starts a run; a push when left out.", Choice(Choices.GitEvents.Keys), Choices.GitEvents.Count),
                ["branches"] = Patterns("Regular expressions, one of which the whole name of the branch must match; any branch when left out."),
                ["tags"] = Patterns("Regular expressions, one of which the whole tag must match; any tag when left out."),
                ["paths"] = Patterns("Patterns with *, ** and ?, of which a changed file must match one; ! in front takes files out again."),
                ["forks"] = Flag("Whether pull requests from forks are taken, whose commits anybody may have written."),
                ["poll"] = Reference("duration", "How often the server is asked for news where no hook of it can reach this one."),
                ["definition"] = Text("The file in the repository that holds the pipeline's document at the event's commit, for example .pipeline/deploy.yaml; the stored document when left out.", @"^[^/].*\.(yaml|yml|json)$"),
            }),
            When(ImageTrigger.TypeName, "Pushes of a container image.", ["registry", "image"], new()
            {
                ["registry"] = Name("The image registry's setting."),
                ["image"] = Text("The image without registry and tag, for example team/shop."),
                ["tag"] = Text("A regular expression that the whole tag must match; any tag but latest when left out."),
            }),
            When(PipelineTrigger.TypeName, "The end of a run of another pipeline.", ["pipeline"], new()
            {
                ["pipeline"] = Name("The pipeline."),
                ["statuses"] = List("How its run must have ended; SUCCEEDED when left out.", Choice(Choices.EndStatuses.Keys), Choices.EndStatuses.Count),
            }),
            When(ScheduleTrigger.TypeName, "Times of a calendar.", ["cron"], new()
            {
                ["cron"] = Text("Five fields (minute, hour, day of month, month, day of week), for example '0 9 * * MON-FRI', or six with seconds first."),
                ["zone"] = Text("The IANA time zone that the fields are meant in, for example Asia/Seoul; UTC when left out."),
                ["missed"] = Choice(["run-once", "skip"], "What becomes of times that passed while no server ran: the newest is made up for, or none is. run-once when left out."),
                ["missedFor"] = Reference("duration", "How old a time that was missed, because no server ran, may be to be made up for; 10m when left out."),
            }),
            When(WebhookTrigger.TypeName, "Calls of POST /api/hooks/{source}.", ["source"], new()
            {
                ["source"] = Name("The last part of the address."),
                ["constraints"] = new JsonObject
                {
                    ["description"] = "JSONPaths into the body, and the regular expression that a value there must match as a whole.",
                    ["type"] = "object",
                    ["additionalProperties"] = Text(null),
                },
            })),
    };

    private static JsonObject When(string type, string description, string[] required, JsonObject properties)
    {
        var then = Map(description, required, properties);
        properties.Insert(0, "type", Constant(type, description));
        properties.Insert(1, "id", Text("The trigger's id, unique in the pipeline.", NamingRules.StageIdPattern));
        properties.Insert(2, "disabled", Flag("Whether the trigger is switched off."));
        properties.Insert(3, "parameters", new JsonObject
        {
            ["description"] = "The run's parameters by name; texts may hold ${…}, which sees trigger.",
            ["type"] = "object",
        });
        return new JsonObject
        {
            ["if"] = new JsonObject { ["properties"] = new JsonObject { ["type"] = new JsonObject { ["const"] = type } }, ["required"] = new JsonArray("type") },
            ["then"] = then,
        };
    }

    private static JsonObject Name(string description) => Text(description, NamingRules.SlugPattern);

    private static JsonObject Patterns(string description) => List(description, Text(null), DocumentLimits.Patterns);
}
