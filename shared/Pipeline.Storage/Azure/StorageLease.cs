using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipeline.Storage.Azure;

/// <summary>Another process owns the storage account.</summary>
public sealed class StorageAccountInUseException(string account, StorageOwner? holder) : StorageException(
    $"The storage account '{account}' is in use by {holder?.ToString() ?? "another process"}. Stop that process or use another account.")
{
    /// <summary>The process that owns it, or null in the moment before that process has written its name.</summary>
    public StorageOwner? Holder { get; } = holder;
}

/// <summary>
/// Ownership of a storage account by one process: a lease on a blob. The service lets it lapse 30 s (or as long as was asked for) after the last
/// renewal, so a crashed owner's successor waits that long at most.
/// <para>A process that was stopped in its tracks may not yet know that it has lost the account. So each ownership has a number, greater than all
/// before, to be part of every commit: a commit under an older number than the one that is there must fail.</para>
/// </summary>
public sealed class StorageLease : IAsyncDisposable
{
    /// <summary>The shortest time after which the service lets a lease lapse.</summary>
    public static readonly TimeSpan ShortestDuration = TimeSpan.FromSeconds(15);

    /// <summary>The longest.</summary>
    public static readonly TimeSpan LongestDuration = TimeSpan.FromSeconds(60);

    /// <summary>How long it is when nobody says otherwise.</summary>
    public static readonly TimeSpan DefaultDuration = TimeSpan.FromSeconds(30);

    private readonly BlobClient _blob;
    private readonly TimeSpan _duration;
    private readonly string _id;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _deadline;
    private readonly Task _renewing;

    private StorageLease(BlobClient blob, string id, TimeSpan duration, long epoch, TimeProvider time, long acquired)
    {
        _blob = blob;
        _duration = duration;
        _id = id;
        _time = time;
        Epoch = epoch;
        Lost = _lost.Token;
        _deadline = time.CreateTimer(static lease => ((StorageLease)lease!).Lose(), this, Remaining(acquired), Timeout.InfiniteTimeSpan);
        _renewing = RenewAsync();
    }

    /// <summary>The number of this ownership, greater than that of every earlier one.</summary>
    public long Epoch { get; }

    /// <summary>Cancelled when the account is, or may soon be, another's: stop writing at once.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Becomes the account's owner.</summary>
    /// <param name="storage">The account.</param>
    /// <param name="time">Times the renewals.</param>
    /// <param name="patience">How long to wait for another owner to go; the duration of its lease outlasts one that crashed.</param>
    /// <param name="duration">When the lease lapses without renewal: 15 to 60 s; null: 30 s.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="StorageAccountInUseException">Another process owns it.</exception>
    public static async Task<StorageLease> AcquireAsync(
        AzureStorage storage, TimeProvider time, TimeSpan patience = default, TimeSpan? duration = null, CancellationToken cancellationToken = default)
    {
        var lapse = duration ?? DefaultDuration;
        ArgumentOutOfRangeException.ThrowIfLessThan(lapse, ShortestDuration, nameof(duration));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lapse, LongestDuration, nameof(duration));
        var blob = storage.Container("pipeline-owner").Blob("owner");
        var id = Guid.NewGuid().ToString();
        var started = time.GetTimestamp();
        while (true)
        {
            var asked = time.GetTimestamp();
            var refusal = await blob.LeaseAsync("Acquire", id, lapse, cancellationToken);
            if (refusal is null)
                return await BeginAsync(blob, id, lapse, time, asked, cancellationToken);
            if (refusal.Status == 404)
            {
                await CreateAsync(blob, cancellationToken);
                continue;
            }

            if (refusal.Code != "LeaseAlreadyPresent")
                throw refusal.ToException($"The storage account '{storage.Account.Name}' could not be leased");
            if (time.GetElapsedTime(started) >= patience)
                throw new StorageAccountInUseException(storage.Account.Name, (await ReadAsync(blob, cancellationToken))?.Owner);
            await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
        }
    }

    /// <summary>Gives the account up, so that another process can own it at once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync();
        await _renewing;
        await _deadline.DisposeAsync();
        if (!Lost.IsCancellationRequested)
            await ReleaseAsync(_blob, _id);
        _stop.Dispose();
    }

    private static async Task<StorageLease> BeginAsync(
        BlobClient blob, string id, TimeSpan duration, TimeProvider time, long acquired, CancellationToken cancellationToken)
    {
        try
        {
            var epoch = ((await ReadAsync(blob, cancellationToken))?.Epoch ?? 0) + 1;
            var record = JsonSerializer.SerializeToUtf8Bytes(new Ownership(epoch, StorageOwner.ThisProcess(time)), OwnershipJson.Default.Ownership);
            await blob.UploadAsync(record, default, [], cancellationToken, id);
            return new StorageLease(blob, id, duration, epoch, time, acquired);
        }
        catch
        {
            await ReleaseAsync(blob, id);
            throw;
        }
    }

    private static async Task ReleaseAsync(BlobClient blob, string id)
    {
        try
        {
            await blob.LeaseAsync("Release", id, null, CancellationToken.None);
        }
        catch (StorageException)
        {
            // It lapses by itself.
        }
    }

    private static async Task CreateAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            await blob.UploadAsync(default, new BlobCondition(MustNotExist: true), [], cancellationToken);
        }
        catch (BlobAlreadyExistsException)
        {
            // Another process wants the account too; the lease decides.
        }
    }

    private static async Task<Ownership?> ReadAsync(BlobClient blob, CancellationToken cancellationToken) =>
        await blob.DownloadAsync(0, cancellationToken) is { Content.Length: > 0 } record
            ? JsonSerializer.Deserialize(record.Content.Span, OwnershipJson.Default.Ownership)
            : null;

    private async Task RenewAsync()
    {
        // Two renewals may fail before the third one decides.
        using var timer = new PeriodicTimer(_duration / 3, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token) && !Lost.IsCancellationRequested)
                await RenewOnceAsync();
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task RenewOnceAsync()
    {
        var asked = _time.GetTimestamp();
        try
        {
            if (await _blob.LeaseAsync("Renew", _id, null, _stop.Token) is null)
                _deadline.Change(Remaining(asked), Timeout.InfiniteTimeSpan);
            else
                Lose();
        }
        catch (StorageException)
        {
            // No answer: asked again at the next tick, until the deadline.
        }
    }

    // Counted from when the renewal was asked for: the service cannot have counted from earlier. A sixth of the duration before the service
    // would give the account to another, it is given up.
    private TimeSpan Remaining(long asked)
    {
        var remaining = _duration - (_duration / 6) - _time.GetElapsedTime(asked);
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }

    private void Lose() => _lost.Cancel();
}

/// <summary>What the leased blob says.</summary>
internal sealed record Ownership(long Epoch, StorageOwner Owner);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Ownership))]
internal sealed partial class OwnershipJson : JsonSerializerContext;
