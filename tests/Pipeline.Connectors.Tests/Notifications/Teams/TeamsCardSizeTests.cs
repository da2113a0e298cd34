using System.Text.Json.Nodes;
using Pipeline.Connectors.Notifications;
using Pipeline.Connectors.Notifications.Teams;

namespace Pipeline.Connectors.Tests.Notifications.Teams;

public sealed class TeamsCardSizeTests
{
    [Fact]
    public void A_long_text_is_cut_to_what_fits_and_fields_and_buttons_stay()
    {
        var (card, size) = Fit(Message(text: string.Join("\n\n", Enumerable.Repeat(new string('가', 500), 50)), fields: 3));

        Assert.InRange(size, TeamsCardSize.MaximumBytes - 200, TeamsCardSize.MaximumBytes);
        Assert.EndsWith("…", (string)card["body"]!.AsArray().Last(element => (string)element!["type"]! == "RichTextBlock")!["inlines"]![0]!["text"]!, StringComparison.Ordinal);
        Assert.Equal(3, card["body"]!.AsArray().Last()!["facts"]!.AsArray().Count);
        Assert.Single(card["actions"]!.AsArray());
    }

    [Fact]
    public void Of_too_many_fields_the_last_are_left_out()
    {
        var (card, size) = Fit(Message(text: "text", fields: 500));

        var facts = card["body"]!.AsArray().Last()!["facts"]!.AsArray();
        Assert.InRange(size, TeamsCardSize.MaximumBytes - 500, TeamsCardSize.MaximumBytes);
        Assert.InRange(facts.Count, 50, 400);
        Assert.Equal(("f0", "…"), ((string)facts[0]!["title"]!, (string)facts[^1]!["title"]!));
        Assert.Single(card["actions"]!.AsArray());
    }

    [Fact]
    public void Actions_are_never_left_out() => Assert.Null(TeamsCardSize.Fit(Message("", 0) with
    {
        Actions = [.. Enumerable.Range(0, 10).Select(number => new NotificationAction($"{number}", new("https://x.example/" + new string('a', 2500))))],
    }));

    private static NotificationMessage Message(string text, int fields) => new()
    {
        Id = "1",
        Title = "title",
        Text = text,
        Fields = [.. Enumerable.Range(0, fields).Select(number => new NotificationField($"f{number}", new('v', 50)))],
        Actions = [new("Open", new("https://x.example/"))],
    };

    private static (JsonNode Card, int Size) Fit(NotificationMessage message)
    {
        var json = TeamsCardSize.Fit(message)!;
        return (JsonNode.Parse(json)!["attachments"]![0]!["content"]!, json.Length);
    }
}
