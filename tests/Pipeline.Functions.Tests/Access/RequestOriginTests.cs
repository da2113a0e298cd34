using Microsoft.AspNetCore.Http;
using Pipeline.Functions.Access;

namespace Pipeline.Functions.Tests.Access;

public sealed class RequestOriginTests
{
    [Theory]
    [InlineData("same-origin", null, true)]
    [InlineData("none", null, true)]
    [InlineData("same-site", null, false)]
    [InlineData("cross-site", null, false)]
    [InlineData("cross-site", "https://app.example.com", false)]
    [InlineData("same-origin", "null", true)]
    [InlineData(null, "https://app.example.com", true)]
    [InlineData(null, "https://pipeline.example.com", true)]
    [InlineData(null, "https://app.example.com.evil.example", false)]
    [InlineData(null, "https://evil.example", false)]
    [InlineData(null, "null", false)]
    [InlineData(null, null, null)]
    public void Only_our_own_pages_are_own(string? site, string? origin, bool? own)
    {
        var request = new DefaultHttpContext().Request;
        request.Host = new HostString("app.example.com");
        if (site is not null)
            request.Headers["Sec-Fetch-Site"] = site;
        if (origin is not null)
            request.Headers.Origin = origin;

        Assert.Equal(own, RequestOrigin.IsOwn(request, new Uri("https://pipeline.example.com/")));
    }
}
