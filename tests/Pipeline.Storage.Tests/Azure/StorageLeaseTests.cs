using System.Globalization;
using Azure.Core;
using Pipeline.Storage.Azure;
using Pipeline.Testing;
using Pipeline.Testing.Servers;

namespace Pipeline.Storage.Tests.Azure;

/// <summary>The emulator has one account, so these tests take turns, as methods of one class do.</summary>
public sealed class StorageLeaseTests(AzuriteServer azurite)
{
    private readonly ManualTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_process_owns_the_account_and_a_second_is_told_which()
    {
        var storage = await azurite.OpenStorageAsync();
        long first;
        await using (var lease = await StorageLease.AcquireAsync(storage, _time, cancellationToken: Cancellation))
        {
            first = lease.Epoch;
            Assert.False(lease.Lost.IsCancellationRequested);
            var refused = await Assert.ThrowsAsync<StorageAccountInUseException>(() => StorageLease.AcquireAsync(storage, _time, cancellationToken: Cancellation));
            Assert.Equal(Environment.ProcessId, refused.Holder?.ProcessId);
            Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
        }

        await using var next = await StorageLease.AcquireAsync(storage, _time, cancellationToken: Cancellation);
        Assert.Equal(first + 1, next.Epoch);
    }

    [Fact]
    public async Task A_patient_successor_waits_for_the_owner_to_go()
    {
        var storage = await azurite.OpenStorageAsync();
        var owner = await StorageLease.AcquireAsync(storage, TimeProvider.System, cancellationToken: Cancellation);
        var waiting = StorageLease.AcquireAsync(storage, _time, TimeSpan.FromSeconds(30), cancellationToken: Cancellation);
        await Eventually.TrueAsync(() => _time.PendingTimers > 0, cancellationToken: Cancellation);
        Assert.False(waiting.IsCompleted);
        await owner.DisposeAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        await using var successor = await waiting;
        Assert.Equal(owner.Epoch + 1, successor.Epoch);
    }

    [Fact]
    public async Task Renewals_keep_the_account_as_long_as_they_succeed()
    {
        var (storage, network) = await DisturbedStorage.OpenAsync(azurite);
        using var _ = network;
        await using var lease = await StorageLease.AcquireAsync(storage, _time, cancellationToken: Cancellation);
        for (var renewal = 1; renewal <= 12; renewal++)
        {
            network.Disturb();
            await AdvanceOneRenewalAsync(network);
        }

        Assert.False(lease.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_lease_that_was_broken_is_lost_at_the_next_renewal()
    {
        var (storage, network) = await DisturbedStorage.OpenAsync(azurite);
        using var _ = network;
        await using var lease = await StorageLease.AcquireAsync(storage, _time, cancellationToken: Cancellation);
        await BreakAsync(storage);
        network.Disturb();
        await AdvanceOneRenewalAsync(network);
        await Eventually.TrueAsync(() => lease.Lost.IsCancellationRequested, cancellationToken: Cancellation);
    }

    [Fact]
    public async Task An_account_out_of_reach_is_given_up_before_another_can_own_it()
    {
        var (storage, network) = await DisturbedStorage.OpenAsync(azurite, retries: 0);
        using var _ = network;
        await using var lease = await StorageLease.AcquireAsync(storage, _time, cancellationToken: Cancellation);
        network.Disturb(Disturbance.RequestLost, Disturbance.RequestLost, Disturbance.RequestLost);
        await AdvanceOneRenewalAsync(network);
        await AdvanceOneRenewalAsync(network);
        Assert.False(lease.Lost.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(lease.Lost.IsCancellationRequested);
        await lease.DisposeAsync();
        await BreakAsync(await azurite.OpenStorageAsync());
    }

    private async Task AdvanceOneRenewalAsync(DisturbedStorage network)
    {
        var sent = network.Requests.Count;
        _time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.TrueAsync(() => network.Requests.Count > sent, cancellationToken: Cancellation);
    }

    private static async Task BreakAsync(AzureStorage storage)
    {
        var pipeline = new StoragePipeline(storage.Account, StorageService.Blob, new StorageClientOptions(), TimeProvider.System);
        using var message = pipeline.Create(RequestMethod.Put, "/pipeline-owner/owner?comp=lease", "pipeline-owner", "BreakLease");
        message.Request.Headers.SetValue("x-ms-lease-action", "break");
        message.Request.Headers.SetValue("x-ms-lease-break-period", 0.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(202, (await pipeline.SendAsync(message, Cancellation)).Status);
    }
}
