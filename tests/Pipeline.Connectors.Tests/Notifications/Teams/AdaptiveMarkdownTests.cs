using Pipeline.Connectors.Notifications.Teams;

namespace Pipeline.Connectors.Tests.Notifications.Teams;

public sealed class AdaptiveMarkdownTests
{
    [Theory]
    [InlineData("feature_a_b", "feature_a_b")] // an underscore inside a word marks nothing
    [InlineData("_x_ *y* **z**", @"\_x\_ \*y\* \*\*z\*\*")]
    [InlineData("[a](https://x.example/)", @"[a]\(https://x.example/)")]
    [InlineData(@"C:\x `y`", @"C:\\x \`y\`")]
    [InlineData("- a - b", @"\- a - b")]
    [InlineData("1. a 2. b", @"1\. a 2. b")]
    [InlineData("1.4.2-rc", "1.4.2-rc")]
    [InlineData("a\nb", "a b")]
    public void Plain_text_is_escaped_where_it_would_mark_something(string text, string expected) => Assert.Equal(expected, AdaptiveMarkdown.Escape(text));
}
