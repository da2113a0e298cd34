using Pipeline.Connectors.Notifications;
using Pipeline.Connectors.Notifications.Slack;

namespace Pipeline.Connectors.Tests.Notifications.Slack;

public sealed class SlackBlocksTests
{
    [Fact]
    public void Of_too_many_paragraphs_the_last_are_left_out_and_the_buttons_stay()
    {
        var message = SlackBlocks.Of(new()
        {
            Id = "1",
            Title = "t",
            Text = string.Join("\n\n", Enumerable.Range(1, 60)),
            Fields = [.. Enumerable.Range(1, 12).Select(number => new NotificationField($"f{number}", "v"))],
            Actions = [new("Open", new("https://x.example/"))],
        });

        Assert.Equal(50, message.Blocks.Count);
        Assert.Equal(["45", "…"], message.Blocks.Skip(45).Take(2).Select(block => block.Text!.Text));
        Assert.Equal([10, 2], message.Blocks.Skip(47).Take(2).Select(block => block.Fields!.Count));
        Assert.Equal("Open", message.Blocks[^1].Elements!.Single().Text.Text);
    }

    [Fact]
    public void Long_texts_are_cut_to_what_Slack_takes()
    {
        var message = SlackBlocks.Of(new()
        {
            Id = "1",
            Title = new('t', 1000),
            Text = new('&', 4000),
            Fields = [.. Enumerable.Range(1, 200).Select(_ => new NotificationField(new('<', 300), new('>', 3000)))],
            Actions = [.. Enumerable.Range(1, 30).Select(_ => new NotificationAction(new('a', 200), new("https://x.example/")))],
        });

        Assert.InRange(message.Text.Length, 2990, 3000);
        Assert.Equal(150, message.Blocks[0].Text!.Text.Length);
        Assert.InRange(message.Blocks[1].Text!.Text.Length, 2990, 3000);
        Assert.EndsWith("&amp;…", message.Blocks[1].Text!.Text, StringComparison.Ordinal);
        Assert.All(message.Blocks.Where(block => block.Fields is not null), block =>
        {
            Assert.Equal(10, block.Fields!.Count);
            Assert.All(block.Fields, field => Assert.InRange(field.Text.Length, 1800, 2000));
        });
        var buttons = message.Blocks.Where(block => block.Elements is not null).Select(block => block.Elements!).ToArray();
        Assert.Equal([25, 5], buttons.Select(elements => elements.Count));
        Assert.All(buttons.SelectMany(elements => elements), button => Assert.Equal(75, button.Text.Text.Length));
        Assert.InRange(message.Blocks.Count, 1, 50);
    }
}
