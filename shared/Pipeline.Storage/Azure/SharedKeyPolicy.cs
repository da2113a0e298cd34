using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Pipeline.Storage.Azure;

/// <summary>Signs each attempt of a request anew: the signature covers the time.</summary>
internal sealed class SharedKeyPolicy(StorageSharedKeyCredential credential, StorageService service, TimeProvider time) : HttpPipelineSynchronousPolicy
{
    /// <inheritdoc/>
    public override void OnSendingRequest(HttpMessage message)
    {
        var request = message.Request;
        request.Headers.SetValue("x-ms-date", time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture));

        // The transport derives the length from the content; the signature needs to see what it will send.
        if (request.Content is not null && request.Content.TryComputeLength(out var length))
            request.Headers.SetValue("Content-Length", length.ToString(CultureInfo.InvariantCulture));
        var signed = new SignedRequest(
            request.Method.Method,
            request.Uri.ToUri(),
            name => request.Headers.TryGetValue(name, out var value) ? value : null,
            [.. request.Headers
                .Where(header => header.Name.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase))
                .Select(header => KeyValuePair.Create(header.Name, header.Value))]);
        var authorization = service == StorageService.Table
            ? $"SharedKeyLite {credential.AccountName}:{credential.Sign(SharedKeySignature.TableSharedKeyLite(signed, credential.AccountName))}"
            : $"SharedKey {credential.AccountName}:{credential.Sign(SharedKeySignature.BlobSharedKey(signed, credential.AccountName))}";
        request.Headers.SetValue("Authorization", authorization);
    }
}
