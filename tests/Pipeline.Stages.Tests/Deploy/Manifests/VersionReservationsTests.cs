using Pipeline.Stages.Deploy.Manifests;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Stages.Tests.Deploy.Manifests;

public sealed class VersionReservationsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Runs_that_deploy_at_once_never_take_the_same_number()
    {
        using var folder = new TemporaryFolder();
        await using var storage = await EmbeddedStorage.OpenAsync(folder.Path, TimeProvider.System, Cancellation);

        var taken = await Task.WhenAll(Enumerable.Range(0, 24).Select(run => Task.Run(
            async () => await new VersionReservations(storage).ReserveAsync("c", $"run{run}", [Request("web"), Request("api")], Cancellation), Cancellation)));

        Assert.Equal(Enumerable.Range(4, 24), taken.Select(numbers => numbers[0]).Order());
        Assert.Equal(Enumerable.Range(4, 24), taken.Select(numbers => numbers[1]).Order());
    }

    [Fact]
    public async Task The_same_attempt_gets_the_same_number_again()
    {
        using var folder = new TemporaryFolder();
        await using var storage = await EmbeddedStorage.OpenAsync(folder.Path, TimeProvider.System, Cancellation);
        var reservations = new VersionReservations(storage);

        var first = await reservations.ReserveAsync("c", "run1/deploy/1", [Request("web")], Cancellation);
        var other = await reservations.ReserveAsync("c", "run2/deploy/1", [Request("web")], Cancellation);

        Assert.Equal([4], first);
        Assert.Equal([5], other);
        Assert.Equal(first, await reservations.ReserveAsync("c", "run1/deploy/1", [Request("web")], Cancellation));
        Assert.Equal([6], await reservations.ReserveAsync("c", "run1/deploy/2", [Request("web")], Cancellation));
        Assert.Equal([4], await reservations.ReserveAsync("another cluster", "run3/deploy/1", [Request("web")], Cancellation));
    }

    [Fact]
    public async Task More_names_than_one_transaction_takes_are_reserved_all()
    {
        using var folder = new TemporaryFolder();
        await using var storage = await EmbeddedStorage.OpenAsync(folder.Path, TimeProvider.System, Cancellation);

        var numbers = await new VersionReservations(storage).ReserveAsync("c", "run1", [.. Enumerable.Range(0, 250).Select(index => Request($"web{index}") with { Existing = [$"web{index}-v{index % 7:D3}"] })], Cancellation);

        Assert.Equal(Enumerable.Range(0, 250).Select(index => (index % 7) + 1), numbers);
    }

    private static VersionRequest Request(string name) => new("shop", "ConfigMap", name, [$"{name}-v003", "other-v009"]);
}
