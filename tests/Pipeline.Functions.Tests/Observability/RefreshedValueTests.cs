using Pipeline.Functions.Observability;
using Pipeline.Testing;

namespace Pipeline.Functions.Tests.Observability;

public sealed class RefreshedValueTests
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(30);
    private readonly ManualTimeProvider time = new();
    private int reads;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_value_is_read_once_however_many_look_at_it_and_again_when_it_is_too_old()
    {
        var value = new RefreshedValue<string>(_ => Task.FromResult($"{Interlocked.Increment(ref reads)}"), Age, time, static failed => Assert.Fail(failed.Message));

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => value.RefreshAsync(Cancellation)));
        Assert.Equal(("1", 1), (value.Peek(), reads));

        time.Advance(Age);
        await value.RefreshAsync(Cancellation);
        Assert.Equal(("2", 2), (value.Peek(), reads));
    }

    [Fact]
    public async Task A_look_never_waits_for_the_reading_that_it_sets_off()
    {
        var gate = new TaskCompletionSource<string>();
        var value = new RefreshedValue<string>(_ => gate.Task, Age, time, static failed => Assert.Fail(failed.Message));

        Assert.Null(value.Peek());
        gate.SetResult("read");
        await value.RefreshAsync(Cancellation);

        Assert.Equal("read", value.Peek());
    }

    [Fact]
    public async Task A_reading_that_the_last_export_set_off_met_a_storage_that_was_being_closed()
    {
        var ended = false;
        var value = new RefreshedValue<string>(
            async cancellationToken =>
            {
                try
                {
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                    return "never";
                }
                finally
                {
                    ended = true;
                }
            },
            Age,
            time,
            static failed => Assert.Fail(failed.Message));

        Assert.Null(value.Peek());
        await value.DisposeAsync();
        Assert.True(ended);
        time.Advance(Age);
        Assert.Null(value.Peek());
        await value.DisposeAsync();
    }

    [Fact]
    public async Task A_reading_that_fails_is_told_and_the_last_value_stays()
    {
        var failures = new List<string>();
        var value = new RefreshedValue<string>(
            _ => ++reads == 2 ? throw new InvalidOperationException("storage is away") : Task.FromResult($"{reads}"), Age, time, failed => failures.Add(failed.Message));

        await value.RefreshAsync(Cancellation);
        time.Advance(Age);
        await value.RefreshAsync(Cancellation);
        Assert.Equal("1", value.Peek());
        time.Advance(Age);
        await value.RefreshAsync(Cancellation);

        Assert.Equal("3", value.Peek());
        Assert.Equal(["storage is away"], failures);
    }
}
