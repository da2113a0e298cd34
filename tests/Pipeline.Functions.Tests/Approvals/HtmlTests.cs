using Pipeline.Functions.Pages;

namespace Pipeline.Functions.Tests.Approvals;

public sealed class HtmlTests
{
    [Fact]
    public void What_comes_from_outside_stays_text()
    {
        var text = "<script>alert(\"1\")</script>&'";

        Assert.Equal("<p title=\"&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#x27;\">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#x27;</p>", Html.Of($"<p title=\"{text}\">{text}</p>").ToString());
    }

    [Fact]
    public void Pieces_of_HTML_stay_HTML_in_a_larger_piece() =>
        Assert.Equal("<ul><li>1</li><li>2</li></ul>", Html.Of($"<ul>{new[] { 1, 2 }.Select(number => Html.Of($"<li>{number}</li>"))}</ul>").ToString());
}
