using Pipeline.Stages.Notifications;

namespace Pipeline.Stages.Tests.Notifications;

public sealed class NotificationBackoffTests
{
    private static readonly DateTimeOffset Noted = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 0, null, 1)]
    [InlineData(2, 1, null, 11)]
    [InlineData(3, 60, null, 120)]
    [InlineData(7, 4_000, null, 7_600)]
    [InlineData(70, 4_000, null, 7_600)]
    [InlineData(1, 0, 90, 90)]
    [InlineData(3, 0, 5, 60)]
    [InlineData(20, 86_000, null, 86_400)]
    [InlineData(1, 0, 86_400, 86_400)]
    [InlineData(20, 86_400, null, null)]
    [InlineData(1, 90_000, null, null)]
    public void The_next_attempt_comes(int attempts, int failedAfter, int? asked, int? nextAfter) => Assert.Equal(
        nextAfter is { } after ? Noted.AddSeconds(after) : null,
        NotificationBackoff.Next(Noted, attempts, Noted.AddSeconds(failedAfter), asked is { } seconds ? TimeSpan.FromSeconds(seconds) : null));

    [Fact]
    public void A_message_that_is_always_put_off_is_given_up_at_the_end_of_its_day_and_not_before()
    {
        var at = Noted;
        var attempts = 0;
        while (NotificationBackoff.Next(Noted, ++attempts, at, asked: null) is { } next)
        {
            Assert.True(next > at);
            at = next;
        }

        Assert.Equal(Noted + NotificationBackoff.Patience, at);
        Assert.InRange(attempts, 20, 40);
    }
}
