using Pipeline.Connectors.Notifications;

namespace Pipeline.Connectors.Tests.Notifications;

public sealed class NotificationActionTests
{
    [Theory]
    [InlineData("javascript:alert(1)", UriKind.Absolute)]
    [InlineData("file:///etc/passwd", UriKind.Absolute)]
    [InlineData("runs/7", UriKind.Relative)]
    public void An_action_leads_to_a_page_and_nowhere_else(string url, UriKind kind) =>
        Assert.StartsWith("The action 'Open' needs an absolute URL", Assert.Throws<ArgumentException>(() => new NotificationAction("Open", new(url, kind))).Message, StringComparison.Ordinal);
}
