using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Notifications;
using static Pipeline.Definitions.Schema.PipelineJsonSchema;

namespace Pipeline.Definitions.Schema;

/// <summary>The JSON Schema of notifications in pipeline documents.</summary>
internal static class NotificationJsonSchema
{
    /// <summary>Makes the schema of a list of notifications.</summary>
    /// <param name="description">Whose they are.</param>
    /// <param name="events">What can be told of, by its words.</param>
    public static JsonObject List(string description, IReadOnlyDictionary<string, NotificationEvent> events) => PipelineJsonSchema.List(
        description,
        Map("Who is told, of what, and how.", ["channel", "on"], new()
        {
            ["channel"] = Text("The name of the notifications setting that takes the messages.", NamingRules.SlugPattern),
            ["to"] = PipelineJsonSchema.List("The recipients' mail addresses, of channels that are mail servers; each gets a message of his own.", Text(null, "^[^@\\s]+@[^@\\s]+$"), DocumentLimits.Recipients, uniqueItems: true),
            ["on"] = PipelineJsonSchema.List("What they are told of.", Choice(events.Keys), events.Count, minItems: 1),
            ["text"] = Text("What the messages say, Markdown that may hold ${…}; a text of the product's when left out."),
            ["reminder"] = Reference("duration", "How often a stage that waits for a decision is told of again until it is decided; with 'waiting' only."),
        }),
        DocumentLimits.Notifications);
}
