using Pipeline.Connectors.Notifications.Markdown;
using Pipeline.Connectors.Notifications.Slack;

namespace Pipeline.Connectors.Tests.Notifications.Slack;

public sealed class SlackMrkdwnTests
{
    [Theory]
    [InlineData("a **b** `c < d` & <!channel>", "a *b* `c &lt; d` &amp; &lt;!channel&gt;")]
    [InlineData("[x > y](https://x.example/?a=1&b=|)", "<https://x.example/?a=1&amp;b=%7C|x &gt; y>")]
    [InlineData("**[x](https://x.example/)**\nnext", "*<https://x.example/|x>*\nnext")]
    public void Markdown_becomes_mrkdwn(string text, string expected) => Assert.Equal(expected, Render(text, 3000));

    [Theory]
    [InlineData("abcdef", 6, "abcde…")] // room is kept for what says that there is more
    [InlineData("abcdef", 7, "abcdef")]
    [InlineData("ab&cd", 9, "ab&amp;c…")]
    [InlineData("ab&cd", 7, "ab…")] // no entity is cut in two
    [InlineData("**abcdef**", 6, "*abc*…")] // nor is a mark left open
    [InlineData("a [link](https://x.example/) b", 12, "a …")] // nor an address cut
    [InlineData("a [link](https://x.example/) b", 26, "a <https://x.example/|li>…")]
    [InlineData("😀😀", 4, "😀…")]
    public void A_cut_keeps_marks_entities_and_addresses_whole(string text, int limit, string expected)
    {
        Assert.Equal(expected, Render(text, limit));
        Assert.InRange(expected.Length, 0, limit);
    }

    private static string Render(string text, int limit) => SlackMrkdwn.Render(MarkdownText.Parse(text).Single(), limit);
}
