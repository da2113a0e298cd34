namespace Pipeline.Connectors.Notifications;

/// <summary>A fact beside the text of a message.</summary>
/// <param name="Name">Its name, plain text.</param>
/// <param name="Value">Its value, plain text.</param>
public sealed record NotificationField(string Name, string Value);
