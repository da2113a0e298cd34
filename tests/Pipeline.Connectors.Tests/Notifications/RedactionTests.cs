using Pipeline.Connectors.Notifications;

namespace Pipeline.Connectors.Tests.Notifications;

public sealed class RedactionTests
{
    [Theory]
    [InlineData("https://hooks.slack.com/services/T0001/B0002/abcDEFghiJKL", "no hook abcDEFghiJKL in T0001", "no hook *** in ***")]
    [InlineData("https://hooks.slack.com/services/T0001/B0002/abcDEFghiJKL", "POST /services/T0001/B0002/abcDEFghiJKL failed", "POST *** failed")]
    [InlineData("https://x.logic.azure.com/workflows/1a2b3c/invoke?sv=1.0&sig=a%2Bb%2Fc12", "invalid sig a+b/c12, sent a%2Bb%2Fc12", "invalid sig ***, sent ***")]
    [InlineData("https://hooks.example.com/hooks/v1/k3y9", "unknown hook k3y9 in v1", "unknown hook *** in v1")]
    [InlineData("https://user:passw0rd@hooks.example.com/", "bad passw0rd", "bad ***")]
    public void The_secret_parts_of_a_url_are_hidden_and_words_are_not(string url, string said, string expected) =>
        Assert.Equal(expected, Redaction.Of(new Uri(url)).Clean(said));

    [Fact]
    public void A_secret_is_hidden_in_base64_too() =>
        Assert.Equal("*** or ***", Redaction.Of("tiger").Clean("tiger or dGlnZXI="));

    [Fact]
    public void What_others_say_becomes_one_short_line()
    {
        Assert.Equal("a b [31mc", Redaction.Of().Clean("  a\r\n\tb \u001b[31mc\0 "));
        Assert.Equal(300, Redaction.Of().Clean(new string('x', 5000)).Length);
    }
}
