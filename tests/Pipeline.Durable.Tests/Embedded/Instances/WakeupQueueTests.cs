using Pipeline.Durable.Embedded.Timers;
using Pipeline.Testing;

namespace Pipeline.Durable.Tests.Embedded.Instances;

public sealed class WakeupQueueTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly List<string> _woken = [];

    [Fact]
    public void Ten_thousand_sleepers_cost_one_timer_and_wake_in_order()
    {
        using var queue = new WakeupQueue(_clock, _woken.Add);
        for (var sleeper = 10_000; sleeper > 0; sleeper--)
            queue.Set($"{sleeper}", _clock.GetUtcNow() + TimeSpan.FromMinutes(sleeper));

        Assert.Equal(1, _clock.PendingTimers);
        _clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(["1", "2", "3"], _woken);
        Assert.Equal(9997, queue.Count);
    }

    [Fact]
    public void A_moment_beyond_the_longest_timer_is_kept()
    {
        using var queue = new WakeupQueue(_clock, _woken.Add);
        queue.Set("a", _clock.GetUtcNow() + TimeSpan.FromDays(400));

        _clock.Advance(TimeSpan.FromDays(399));
        Assert.Empty(_woken);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(["a"], _woken);
    }

    [Fact]
    public void A_replaced_or_removed_moment_wakes_nobody()
    {
        using var queue = new WakeupQueue(_clock, _woken.Add);
        var now = _clock.GetUtcNow();
        queue.Set("moved", now + TimeSpan.FromMinutes(1));
        queue.Set("moved", now + TimeSpan.FromMinutes(5));
        queue.Set("removed", now + TimeSpan.FromMinutes(2));
        queue.Set("removed", null);
        queue.Set("earlier", now + TimeSpan.FromMinutes(9));
        queue.SetEarlier("earlier", now + TimeSpan.FromMinutes(4));
        queue.SetEarlier("earlier", now + TimeSpan.FromMinutes(8));

        _clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Empty(_woken);
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(["earlier", "moved"], _woken);
    }

    [Fact]
    public void Settings_that_were_replaced_do_not_pile_up()
    {
        using var queue = new WakeupQueue(_clock, _woken.Add);
        for (var setting = 0; setting < 100_000; setting++)
            queue.Set("a", _clock.GetUtcNow() + TimeSpan.FromDays(1) + TimeSpan.FromSeconds(setting));

        Assert.InRange(queue.Entries, 1, 100);
    }
}
