using Pipeline.Definitions.Durations;
using Pipeline.Definitions.Expressions;
using Pipeline.Definitions.Notifications;

namespace Pipeline.Definitions.Documents;

/// <summary>Reads who is told of what happens to a run or a stage.</summary>
internal sealed class NotificationReader(ExpressionFaults expressions, FaultList faults)
{
    /// <summary>More often is no reminder but a nuisance.</summary>
    private static readonly TimeSpan ShortestReminder = TimeSpan.FromMinutes(1);

    /// <summary>Reads a list of notifications.</summary>
    /// <param name="fields">The map that holds it.</param>
    /// <param name="name">The list's name.</param>
    /// <param name="events">What can be told of, by its words.</param>
    public IReadOnlyList<NotificationDefinition> ReadAll(FieldReader fields, string name, IReadOnlyDictionary<string, NotificationEvent> events)
    {
        var notifications = new List<NotificationDefinition>();
        foreach (var (item, index) in fields.List(name, DocumentLimits.Notifications).Select((item, index) => (item, index)))
        {
            var path = DocumentPath.Item(fields.PathOf(name), index);
            if (item is DocumentMapping mapping)
                notifications.Add(Read(new(mapping, path, faults), events));
            else
                DocumentFaults.WrongType(faults, path, item, "a map with the fields channel and on");
        }

        return notifications;
    }

    private NotificationDefinition Read(FieldReader fields, IReadOnlyDictionary<string, NotificationEvent> events)
    {
        var on = Events(fields, events);
        var notification = new NotificationDefinition
        {
            Channel = Channel(fields),
            To = Recipients(fields),
            On = on,
            Text = Text(fields),
            Reminder = Reminder(fields, on),
        };
        fields.RefuseOthers();
        return notification;
    }

    private string Channel(FieldReader fields)
    {
        var channel = fields.Name("channel")?.Text;
        if (channel is not null && !NamingRules.IsSlug(channel))
            faults.Add(fields.PathOf("channel"), fields.Mapping["channel"]!.Place, DefinitionFaultCode.InvalidName, $"'{DocumentFaults.Shorten(channel)}' is no name of a notifications setting: use {NamingRules.SlugRule}.", NamingRules.ToSlug(channel));
        return channel ?? "";
    }

    private List<string> Recipients(FieldReader fields)
    {
        var recipients = new List<string>();
        foreach (var (item, index) in fields.List("to", DocumentLimits.Recipients).Select((item, index) => (item, index)))
        {
            var path = DocumentPath.Item(fields.PathOf("to"), index);
            if (item is not DocumentScalar { Kind: ScalarKind.Text } scalar)
                DocumentFaults.WrongType(faults, path, item, "a mail address, a text");
            else if (!IsMailAddress(scalar.Text))
                faults.Add(path, item.Place, DefinitionFaultCode.InvalidValue, $"'{DocumentFaults.Shorten(scalar.Text)}' is no mail address: write one such as ann@example.com. Of a channel that is not mail, leave 'to' out.");
            else if (recipients.Contains(scalar.Text, StringComparer.OrdinalIgnoreCase))
                faults.Add(path, item.Place, DefinitionFaultCode.Duplicate, $"'{DocumentFaults.Shorten(scalar.Text)}' is in the list already.");
            else
                recipients.Add(scalar.Text);
        }

        return recipients;
    }

    private List<NotificationEvent> Events(FieldReader fields, IReadOnlyDictionary<string, NotificationEvent> events)
    {
        var chosen = new List<NotificationEvent>();
        var before = faults.Count;
        foreach (var (item, index) in fields.List("on", events.Count, required: true).Select((item, index) => (item, index)))
        {
            if (item is DocumentScalar { Kind: ScalarKind.Text } scalar && events.TryGetValue(scalar.Text, out var happened))
            {
                chosen.Add(happened);
                continue;
            }

            var word = item is DocumentScalar { Kind: ScalarKind.Text } text ? text.Text : null;
            faults.Add(
                DocumentPath.Item(fields.PathOf("on"), index),
                item.Place,
                DefinitionFaultCode.InvalidValue,
                $"{(word is null ? "This" : $"'{DocumentFaults.Shorten(word)}'")} is not one of: {string.Join(", ", events.Keys)}.",
                word is null ? null : faults.Nearest(word, events.Keys));
        }

        if (chosen.Count == 0 && faults.Count == before && fields.Mapping["on"] is { } empty)
            faults.Add(fields.PathOf("on"), empty.Place, DefinitionFaultCode.Missing, $"Write what to tell of, at least one of: {string.Join(", ", events.Keys)}.");
        return chosen;
    }

    private string? Text(FieldReader fields)
    {
        if (fields.Text("text") is not { } text)
            return null;

        var path = fields.PathOf("text");
        var scalar = (DocumentScalar)fields.Mapping["text"]!;
        var before = faults.Count;
        expressions.Check(scalar, path);
        if (faults.Count == before && ExpressionSyntax.ReadsSecrets(text))
            faults.Add(path, scalar.Place, DefinitionFaultCode.InvalidExpression, "A message cannot hold a secret; secrets are for 'with'.");
        return text;
    }

    private TimeSpan? Reminder(FieldReader fields, List<NotificationEvent> on)
    {
        if (fields.Duration("reminder") is not { } reminder)
            return null;

        var place = fields.Mapping["reminder"]!.Place;
        if (reminder < ShortestReminder)
            faults.Add(fields.PathOf("reminder"), place, DefinitionFaultCode.InvalidValue, $"Write at least {Duration.Format(ShortestReminder)}.");
        else if (!on.Contains(NotificationEvent.Waiting))
            faults.Add(fields.PathOf("reminder"), place, DefinitionFaultCode.InvalidValue, "Only a stage that waits is reminded of: add 'waiting' to 'on', or leave 'reminder' out.");
        return reminder;
    }

    /// <summary>Whether a text has the shape of an address. Whether somebody gets what is sent there, only sending it shows.</summary>
    private static bool IsMailAddress(string text) =>
        text.Length <= 254
        && text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
        && at < text.Length - 1
        && text.LastIndexOf('@') == at
        && !text.Any(character => char.IsWhiteSpace(character) || char.IsControl(character) || character is '<' or '>' or ',' or ';' or '"' or '$' or '(' or ')');
}
