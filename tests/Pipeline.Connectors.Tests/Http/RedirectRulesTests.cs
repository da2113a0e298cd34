using System.Text;
using Pipeline.Connectors.Http;

namespace Pipeline.Connectors.Tests.Http;

public sealed class RedirectRulesTests
{
    private static readonly OutboundRequest Post = new()
    {
        Method = "POST",
        Url = new("https://a.example/start?x=1"),
        Headers = [new("Authorization", "Bearer t"), new("X-Api-Key", "k"), new("Content-Type", "application/json"), new("X-Team", "shop")],
        Body = Encoding.UTF8.GetBytes("{}"),
    };

    [Theory]
    [InlineData("POST", 301, "GET", false)]
    [InlineData("POST", 302, "GET", false)]
    [InlineData("POST", 303, "GET", false)]
    [InlineData("POST", 307, "POST", true)]
    [InlineData("POST", 308, "POST", true)]
    [InlineData("PUT", 302, "PUT", true)]
    [InlineData("PUT", 303, "GET", false)]
    [InlineData("HEAD", 303, "HEAD", true)]
    public void Method_and_body_follow_the_status_code(string method, int status, string expected, bool keepsBody)
    {
        var next = RedirectRules.Next(Post with { Method = method }, status, new("/next", UriKind.Relative));

        Assert.Equal(expected, next!.Method);
        Assert.Equal("https://a.example/next", next.Url.AbsoluteUri);
        Assert.Equal(keepsBody, next.Body is not null);
        Assert.Equal(keepsBody, next.Headers.Any(header => header.Key == "Content-Type"));
        Assert.Contains(next.Headers, header => header.Key == "Authorization");
    }

    [Theory]
    [InlineData("https://b.example/")]
    [InlineData("https://a.example:8443/")]
    public void Credentials_stay_with_their_origin(string location)
    {
        var next = RedirectRules.Next(Post, 307, new(location))!;

        Assert.Equal(["Content-Type", "X-Team"], next.Headers.Select(header => header.Key));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(300)]
    [InlineData(304)]
    public void Other_answers_are_answers(int status) => Assert.Null(RedirectRules.Next(Post, status, new("https://a.example/")));

    [Fact]
    public void A_redirect_from_https_to_http_is_refused() =>
        Assert.Equal(
            AddressRefusalRule.Downgrade,
            Assert.Throws<AddressRefusedException>(() => RedirectRules.Next(Post, 302, new("http://a.example/"))).Refusal.Rule);
}
