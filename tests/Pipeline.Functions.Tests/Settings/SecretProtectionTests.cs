using System.Security.Cryptography;
using System.Text;
using Pipeline.Functions.Settings;
using Pipeline.Storage;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Functions.Tests.Settings;

public sealed class SecretProtectionTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private EmbeddedStorage _storage = null!;

    private IBlobs Keys => _storage.Blobs("data-protection");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _storage = await EmbeddedStorage.OpenAsync(_folder["data"], TimeProvider.System, Cancellation);

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Instances_that_start_at_the_same_moment_read_what_the_others_protect()
    {
        var instances = Enumerable.Range(0, 4).Select(_ => new SecretProtection(_storage)).ToArray();
        using var together = new Barrier(instances.Length);
        var payloads = await Task.WhenAll(instances.Select(instance => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait(Cancellation);
                return instance.Protect("name", "value");
            },
            Cancellation,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        foreach (var instance in instances)
            Assert.All(payloads, payload => Assert.Equal("value", instance.Unprotect("name", payload)));
    }

    [Fact]
    public void What_is_protected_with_a_key_that_came_later_is_read_also_when_Data_Protection_looks_no_more()
    {
        var blobs = new KeyListing(Keys);
        var early = new SharedKeyRing(blobs, keyEncryptionKey: null);
        early.Protect(["purpose"], "with its own key"u8.ToArray());
        var payload = new SharedKeyRing(new KeyListing(Keys) { OutdatedReadings = 2 }, keyEncryptionKey: null).Protect(["purpose"], "value"u8.ToArray());

        // Data Protection itself reads again in the first minutes of a process only: here it learns nothing by that.
        blobs.OutdatedReadings = 1;
        Assert.Equal("value", Encoding.UTF8.GetString(early.Unprotect(["purpose"], payload)));
        Assert.Equal(0, blobs.OutdatedReadings);
    }

    [Fact]
    public void What_nobody_protected_makes_nothing_be_read_again()
    {
        var blobs = new KeyListing(Keys);
        var keys = new SharedKeyRing(blobs, keyEncryptionKey: null);
        var payload = keys.Protect(["purpose"], "value"u8.ToArray());
        var altered = (byte[])payload.Clone();
        altered[^1] ^= 1;
        var readings = blobs.Readings;
        Assert.ThrowsAny<CryptographicException>(() => keys.Unprotect(["purpose"], altered));
        Assert.ThrowsAny<CryptographicException>(() => keys.Unprotect(["other"], payload));
        Assert.ThrowsAny<CryptographicException>(() => keys.Unprotect(["purpose"], [1, 2, 3]));
        Assert.Equal(readings, blobs.Readings);

        // Data Protection's own reading, within its first minutes, and none of ours on top.
        Assert.ThrowsAny<CryptographicException>(() => keys.Unprotect(["purpose"], [.. payload[..4], .. Guid.NewGuid().ToByteArray(), .. payload[20..]]));
        Assert.Equal(readings + 1, blobs.Readings);
        Assert.Equal("value", Encoding.UTF8.GetString(keys.Unprotect(["purpose"], payload)));
    }

    [Fact]
    public void A_storage_that_gives_no_answer_is_not_taken_for_a_forged_payload()
    {
        var blobs = new KeyListing(Keys);
        var payload = new SharedKeyRing(blobs, keyEncryptionKey: null).Protect(["purpose"], "value"u8.ToArray());
        var keys = new SharedKeyRing(blobs, keyEncryptionKey: null);
        blobs.Fails = true;
        Assert.Throws<StorageException>(() => keys.Unprotect(["purpose"], payload));
        blobs.Fails = false;
        Assert.Equal("value", Encoding.UTF8.GetString(keys.Unprotect(["purpose"], payload)));
    }
}
