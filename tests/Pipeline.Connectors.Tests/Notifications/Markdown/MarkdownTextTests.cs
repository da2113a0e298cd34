using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Pipeline.Connectors.Notifications.Markdown;

namespace Pipeline.Connectors.Tests.Notifications.Markdown;

public sealed class MarkdownTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a **b** c", "a |b:bold| c")]
    [InlineData("**a `b` [c](https://x.example/)**", "a :bold|b:bold,code| :bold|c:bold,https://x.example/")]
    [InlineData("run `x * y` now", "run |x * y:code| now")]
    [InlineData("[a](https://x.example/?a=1)", "a:https://x.example/?a=1")]
    [InlineData(@"\*\*a\*\* \[b\](https://x.example/) \`c\` \\", @"**a** [b](https://x.example/) `c` \")]
    [InlineData(@"**a\*b**", "a*b:bold")]
    [InlineData(@"[a\]b](http://x.example/)", "a]b:http://x.example/")]
    [InlineData("2 ** 3 ** 4", "2 ** 3 ** 4")] // a mark stands next to its words
    [InlineData("**open, `open, [open](", "**open, `open, [open](")]
    [InlineData("[a](javascript:alert(1))", "[a](javascript:alert(1))")]
    [InlineData("[a](https://)", "[a](https://)")]
    [InlineData("<b>&amp;</b> _x_ # y", "<b>&amp;</b> _x_ # y")]
    public void Bold_code_and_links_are_marked_and_all_else_is_plain(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', MarkdownText.Parse(text).Single().Lines.Single().Spans.Select(Describe)));

    [Fact]
    public void Blank_lines_part_paragraphs_and_line_breaks_are_kept()
    {
        var paragraphs = MarkdownText.Parse("\r\n one\r\ntwo  \r\n \r\n\r\n\r\nthree\r\n");

        Assert.Equal([["one", "two"], ["three"]], paragraphs.Select(paragraph => paragraph.Lines.Select(line => line.Spans.Single().Text)));
        Assert.Empty(MarkdownText.Parse(" \n\n "));
    }

    [Fact]
    public void An_escaped_text_is_read_as_it_was() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<string?>().Select(text => string.Concat((text ?? "").Where(character => !char.IsControl(character))).Trim()).Where(text => text.Length > 0).ToArbitrary(),
        text =>
        {
            var span = MarkdownText.Parse(MarkdownText.Escape(text)).Single().Lines.Single().Spans.Single();
            return span == new MarkdownSpan(text);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("[")]
    [InlineData("**a")]
    [InlineData(@"**\")]
    [InlineData(@"[\[](https://")]
    [InlineData("`")]
    public void Hostile_texts_are_read_in_time(string part)
    {
        var clock = Stopwatch.StartNew();

        Assert.NotEmpty(MarkdownText.Parse(string.Concat(Enumerable.Repeat(part, 100_000))));

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Plain_text_tells_where_links_lead() => Assert.Equal(
        "a b x (https://x.example/)\nhttps://y.example\n\nc",
        MarkdownPlain.Render(MarkdownText.Parse("a **b** [x](https://x.example/)\n[https://y.example](https://y.example)\n\n`c`")));

    private static string Describe(MarkdownSpan span)
    {
        string?[] marks = [span.Bold ? "bold" : null, span.Code ? "code" : null, span.Link?.OriginalString];
        var marked = string.Join(',', marks.Where(mark => mark is not null));
        return marked.Length > 0 ? $"{span.Text}:{marked}" : span.Text;
    }
}
