using System.Text.Json.Nodes;
using Pipeline.Definitions.Durations;
using Pipeline.Definitions.Notifications;

namespace Pipeline.Definitions.Documents;

/// <summary>Writes notifications as their part of the document's tree.</summary>
internal static class NotificationWriter
{
    /// <summary>Adds the list to what holds it; nothing when there are none.</summary>
    public static void Add(JsonObject fields, IReadOnlyList<NotificationDefinition> notifications)
    {
        if (notifications.Count > 0)
            fields.Add("notifications", new JsonArray([.. notifications.Select(Write)]));
    }

    private static JsonNode Write(NotificationDefinition notification)
    {
        var fields = new JsonObject { ["channel"] = notification.Channel };
        if (notification.To.Count > 0)
            fields.Add("to", new JsonArray([.. notification.To.Select(recipient => (JsonNode)recipient)]));
        fields.Add("on", new JsonArray([.. notification.On.Select(happened => (JsonNode)Choices.StageNotificationEvents.WordOf(happened))]));
        if (notification.Text is { } text)
            fields.Add("text", text);
        if (notification.Reminder is { } reminder)
            fields.Add("reminder", Duration.Format(reminder));
        return fields;
    }
}
