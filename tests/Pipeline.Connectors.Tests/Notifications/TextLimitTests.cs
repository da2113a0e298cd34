using Pipeline.Connectors.Notifications;

namespace Pipeline.Connectors.Tests.Notifications;

public sealed class TextLimitTests
{
    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "ab…")]
    [InlineData("a😀b", 3, "a…")] // a face is two units and is not cut in two
    [InlineData("a😀bc", 4, "a😀…")]
    [InlineData("abc", 1, "…")]
    [InlineData("abc", 0, "")]
    [InlineData("abc", -5, "")]
    public void A_text_is_cut_between_characters(string text, int limit, string expected) => Assert.Equal(expected, TextLimit.Cut(text, limit));
}
