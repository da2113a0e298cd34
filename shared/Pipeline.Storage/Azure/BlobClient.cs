using System.Globalization;
using Azure;
using Azure.Core;
using Pipeline.Storage.Keys;

namespace Pipeline.Storage.Azure;

/// <summary>What a blob is, without its content.</summary>
internal sealed record BlobProperties(long Length, ETag ETag, bool Appended, IReadOnlyDictionary<string, string> Metadata);

/// <summary>How an append ended.</summary>
internal enum AppendOutcome
{
    /// <summary>The bytes are there, at the expected position.</summary>
    Appended,

    /// <summary>The blob has another length; nothing was added.</summary>
    OtherLength,

    /// <summary>The blob has another length, and the request was sent more than once: an attempt whose answer was lost may have added the bytes.</summary>
    Uncertain,

    /// <summary>There is no such blob.</summary>
    Missing,
}

/// <summary>One blob. Stands in for BlobClient and AppendBlobClient of Azure.Storage.Blobs. The name is in its stored form.</summary>
internal sealed class BlobClient(BlobContainerClient container, StoragePipeline pipeline, string name)
{
    private const string MetadataPrefix = "x-ms-meta-";

    // Names the write that made a version, so that a repeated request recognizes its own work.
    private const string Write = "write";

    private string Path => $"/{container.Name}/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}";

    /// <summary>Reads from an offset to the end, or at most <paramref name="length"/> bytes; null when there is no blob.</summary>
    public async ValueTask<Blob?> DownloadAsync(long offset, CancellationToken cancellationToken, long? length = null)
    {
        using var message = Create(RequestMethod.Get, "GetBlob");
        if (offset > 0 || length is not null)
            message.Request.Headers.SetValue("x-ms-range", string.Create(CultureInfo.InvariantCulture, $"bytes={offset}-{offset + length - 1}"));
        var response = await pipeline.SendAsync(message, cancellationToken);
        switch (response.Status)
        {
            case 200:
                var content = response.Content.ToMemory();
                return new Blob(content, content.Length, response.Headers.ETag ?? default);
            case 206:
                var rest = response.Content.ToMemory();
                return new Blob(rest, offset + rest.Length, response.Headers.ETag ?? default);
            case 404:
                return null;
            case 416:
                return await GetPropertiesAsync(cancellationToken) is { } blob ? new Blob(default, blob.Length, blob.ETag) : null;
            default:
                throw Unexpected(response, "could not be read");
        }
    }

    /// <summary>What the blob is; null when there is none.</summary>
    public async ValueTask<BlobProperties?> GetPropertiesAsync(CancellationToken cancellationToken)
    {
        using var message = Create(RequestMethod.Head, "GetBlobProperties");
        var response = await pipeline.SendAsync(message, cancellationToken);
        if (response.Status == 404)
            return null;
        if (response.Status != 200)
            throw Unexpected(response, "could not be read");
        return new BlobProperties(
            response.Headers.ContentLengthLong ?? 0,
            response.Headers.ETag ?? default,
            response.Headers.TryGetValue("x-ms-blob-type", out var type) && type == "AppendBlob",
            response.Headers
                .Where(header => header.Name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
                .ToDictionary(header => header.Name[MetadataPrefix.Length..], header => header.Value, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Writes the blob whole and returns its version.</summary>
    /// <exception cref="BlobAlreadyExistsException">The condition was that there is none.</exception>
    /// <exception cref="BlobChangedException">The condition named another version.</exception>
    public async ValueTask<ETag> UploadAsync(
        ReadOnlyMemory<byte> content, BlobCondition condition, IReadOnlyCollection<KeyValuePair<string, string>> metadata, CancellationToken cancellationToken, string? lease = null)
    {
        var write = Guid.NewGuid().ToString("N");
        using var message = CreateWrite("PutBlob", content, lease);
        var headers = message.Request.Headers;
        headers.SetValue("x-ms-blob-type", "BlockBlob");
        headers.SetValue(MetadataPrefix + Write, write);
        foreach (var (key, value) in metadata)
            headers.SetValue(MetadataPrefix + key, value);
        if (condition.MustNotExist)
            headers.SetValue("If-None-Match", "*");
        else if (condition.Match is { } match)
            headers.SetValue("If-Match", match.ToString("H"));
        var response = await pipeline.SendAsync(message, cancellationToken);
        if (response.Status == 201)
            return response.Headers.ETag ?? default;
        var failure = StorageFailure.Read(response);
        if (failure.Code == "ContainerNotFound")
        {
            await container.CreateIfNotExistsAsync(cancellationToken);
            return await UploadAsync(content, condition, metadata, cancellationToken, lease);
        }

        if (message.ProcessingContext.RetryNumber > 0
            && await GetPropertiesAsync(cancellationToken) is { } there
            && there.Metadata.GetValueOrDefault(Write) == write)
            return there.ETag;
        throw failure switch
        {
            { Code: "BlobAlreadyExists" } or { Status: 409 or 412 } when condition.MustNotExist => new BlobAlreadyExistsException($"{this} is there already."),
            { Code: "ConditionNotMet" or "TargetConditionNotMet" or "BlobNotFound" } or { Status: 412 } when condition.Match is not null =>
                new BlobChangedException($"{this} has changed since it was read."),
            _ => failure.ToException($"{this} could not be written"),
        };
    }

    /// <summary>Makes an empty blob to append to. False when a blob of any kind is there already.</summary>
    public async ValueTask<bool> CreateAppendBlobAsync(CancellationToken cancellationToken)
    {
        using var message = CreateWrite("PutBlob", default, null);
        message.Request.Headers.SetValue("x-ms-blob-type", "AppendBlob");
        message.Request.Headers.SetValue("If-None-Match", "*");
        var response = await pipeline.SendAsync(message, cancellationToken);
        if (response.Status == 201)
            return true;
        var failure = StorageFailure.Read(response);
        if (failure.Code != "ContainerNotFound")
            return failure.Status is 409 or 412 ? false : throw failure.ToException($"{this} could not be made");
        await container.CreateIfNotExistsAsync(cancellationToken);
        return await CreateAppendBlobAsync(cancellationToken);
    }

    /// <summary>Adds bytes if the blob ends at <paramref name="position"/>.</summary>
    /// <exception cref="StorageException">The blob was written whole, or has had its 50,000 appends.</exception>
    public async ValueTask<AppendOutcome> AppendBlockAsync(ReadOnlyMemory<byte> content, long position, CancellationToken cancellationToken)
    {
        using var message = CreateWrite("AppendBlock", content, null, "?comp=appendblock");
        message.Request.Headers.SetValue("x-ms-blob-condition-appendpos", position.ToString(CultureInfo.InvariantCulture));
        var response = await pipeline.SendAsync(message, cancellationToken);
        if (response.Status == 201)
            return AppendOutcome.Appended;
        var failure = StorageFailure.Read(response);
        return failure switch
        {
            { Status: 412 } => message.ProcessingContext.RetryNumber > 0 ? AppendOutcome.Uncertain : AppendOutcome.OtherLength,
            { Status: 404 } => AppendOutcome.Missing,
            { Code: "InvalidBlobType" } => throw new StorageException($"{this} was written whole and takes no appends."),
            { Code: "BlockCountExceedsLimit" } => throw new StorageException($"{this} has had 50,000 appends, which is all that the service allows: append in larger pieces."),
            _ => throw failure.ToException($"{this} could not be appended to"),
        };
    }

    /// <summary>Removes the blob; one that is not there is already removed.</summary>
    public async ValueTask DeleteAsync(CancellationToken cancellationToken)
    {
        using var message = Create(RequestMethod.Delete, "DeleteBlob");
        var response = await pipeline.SendAsync(message, cancellationToken);
        if (response.Status is not (202 or 404))
            throw Unexpected(response, "could not be removed");
    }

    /// <summary>Acquires, renews or releases the lease; returns the refusal, or null when it was done.</summary>
    public async ValueTask<StorageFailure?> LeaseAsync(string action, string leaseId, TimeSpan? duration, CancellationToken cancellationToken)
    {
        using var message = CreateWrite(action + "Lease", default, null, "?comp=lease");
        var headers = message.Request.Headers;
        headers.SetValue("x-ms-lease-action", action.ToLowerInvariant());
        if (duration is { } seconds)
        {
            headers.SetValue("x-ms-lease-duration", ((int)seconds.TotalSeconds).ToString(CultureInfo.InvariantCulture));
            headers.SetValue("x-ms-proposed-lease-id", leaseId);
        }
        else
        {
            headers.SetValue("x-ms-lease-id", leaseId);
        }

        var response = await pipeline.SendAsync(message, cancellationToken);
        return response.Status is 200 or 201 ? null : StorageFailure.Read(response);
    }

    /// <inheritdoc/>
    public override string ToString() => $"Blob '{OrderedKeyEncoding.Decode(name)}' of container '{container.Name}'";

    private HttpMessage Create(RequestMethod method, string operation, string query = "") => pipeline.Create(method, Path + query, container.Name, operation);

    private HttpMessage CreateWrite(string operation, ReadOnlyMemory<byte> content, string? lease, string query = "")
    {
        var message = Create(RequestMethod.Put, operation, query);
        message.Request.Headers.SetValue("Content-Type", "application/octet-stream");
        message.Request.Content = RequestContent.Create(content);
        if (lease is not null)
            message.Request.Headers.SetValue("x-ms-lease-id", lease);
        return message;
    }

    private StorageException Unexpected(Response response, string what) => StorageFailure.Read(response).ToException($"{this} {what}");
}
