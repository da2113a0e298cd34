using System.Reflection;
using Pipeline.Functions.Approvals;

namespace Pipeline.Functions.Tests.Approvals;

public sealed class ApprovalTextsTests
{
    [Theory]
    [InlineData(null, "en")]
    [InlineData("", "en")]
    [InlineData("ko", "ko")]
    [InlineData("ko-KR,ko;q=0.9,en-US;q=0.8", "ko")]
    [InlineData("en-US,en;q=0.9,ko;q=0.8", "en")]
    [InlineData("de,ko;q=0.5", "ko")]
    [InlineData("de, fr", "en")]
    [InlineData("ko;q=0", "en")]
    [InlineData("en;q=0.2, ko;q=0.7", "ko")]
    [InlineData("*", "en")]
    [InlineData("KO", "ko")]
    [InlineData(";;;,,q=;ko;q=nonsense", "en")]
    public void The_reader_gets_the_language_it_prefers_of_the_two_there_are(string? acceptLanguage, string language) =>
        Assert.Equal(language, ApprovalTexts.For(acceptLanguage).Language);

    [Fact]
    public void Korean_says_everything_and_says_it_in_Korean()
    {
        var texts = typeof(ApprovalTexts).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.PropertyType == typeof(string) && property.Name != nameof(ApprovalTexts.Language));

        Assert.All(texts, text => Assert.Contains((string)text.GetValue(ApprovalTexts.Korean)!, letter => letter is >= '가' and <= '힣'));
    }
}
