using System.Net;
using System.Text;

namespace Pipeline.Storage.Azure;

/// <summary>A request as far as its signature covers it.</summary>
/// <param name="Method">GET, PUT …</param>
/// <param name="Uri">The address as it is sent, escapes and all.</param>
/// <param name="Header">A header's value by name, without regard to case; null when it is not sent.</param>
/// <param name="StorageHeaders">The headers that start with <c>x-ms-</c>.</param>
internal sealed record SignedRequest(
    string Method, Uri Uri, Func<string, string?> Header, IReadOnlyCollection<KeyValuePair<string, string>> StorageHeaders);

/// <summary>
/// What is signed with an account's key: "Authorize with Shared Key", https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key.
/// The table service has its own, shorter forms.
/// </summary>
internal static class SharedKeySignature
{
    /// <summary>Shared Key of the blob and queue services.</summary>
    public static string BlobSharedKey(SignedRequest request, string account)
    {
        // A body of no bytes is signed as if no length were sent (since version 2015-02-21).
        var length = request.Header("Content-Length");
        return Lines(
                request.Method,
                request.Header("Content-Encoding"),
                request.Header("Content-Language"),
                length == "0" ? "" : length,
                request.Header("Content-MD5"),
                request.Header("Content-Type"),
                HasStorageDate(request) ? "" : request.Header("Date"),
                request.Header("If-Modified-Since"),
                request.Header("If-Match"),
                request.Header("If-None-Match"),
                request.Header("If-Unmodified-Since"),
                request.Header("Range"))
            + CanonicalHeaders(request)
            + CanonicalResource(request.Uri, account);
    }

    /// <summary>Shared Key Lite of the blob and queue services.</summary>
    public static string BlobSharedKeyLite(SignedRequest request, string account) =>
        Lines(request.Method, request.Header("Content-MD5"), request.Header("Content-Type"), HasStorageDate(request) ? "" : request.Header("Date"))
        + CanonicalHeaders(request)
        + CanonicalResourceLite(request.Uri, account);

    /// <summary>Shared Key of the table service.</summary>
    public static string TableSharedKey(SignedRequest request, string account) =>
        Lines(request.Method, request.Header("Content-MD5"), request.Header("Content-Type"), TableDate(request)) + CanonicalResourceLite(request.Uri, account);

    /// <summary>Shared Key Lite of the table service.</summary>
    public static string TableSharedKeyLite(SignedRequest request, string account) => Lines(TableDate(request)) + CanonicalResourceLite(request.Uri, account);

    private static string Lines(params ReadOnlySpan<string?> lines) => string.Join('\n', lines) + "\n";

    private static bool HasStorageDate(SignedRequest request) => request.Header("x-ms-date") is not null;

    private static string? TableDate(SignedRequest request) => request.Header("x-ms-date") ?? request.Header("Date");

    private static string CanonicalHeaders(SignedRequest request)
    {
        var canonical = new StringBuilder();
        foreach (var (name, value) in request.StorageHeaders
            .Select(header => (Name: header.Key.ToLowerInvariant(), header.Value))
            .OrderBy(header => header.Name, StringComparer.Ordinal))
            canonical.Append(name).Append(':').Append(value.Trim()).Append('\n');
        return canonical.ToString();
    }

    private static string CanonicalResource(Uri uri, string account)
    {
        var canonical = new StringBuilder("/").Append(account).Append(uri.AbsolutePath);
        foreach (var group in Query(uri).GroupBy(pair => pair.Name.ToLowerInvariant()).OrderBy(group => group.Key, StringComparer.Ordinal))
            canonical.Append('\n').Append(group.Key).Append(':').AppendJoin(',', group.Select(pair => pair.Value).Order(StringComparer.Ordinal));
        return canonical.ToString();
    }

    private static string CanonicalResourceLite(Uri uri, string account) =>
        "/" + account + uri.AbsolutePath + (Query(uri).FirstOrDefault(pair => pair.Name == "comp") is { Value: { } comp } ? "?comp=" + comp : "");

    private static IEnumerable<(string Name, string Value)> Query(Uri uri) =>
        uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair =>
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            return equals < 0
                ? (Decode(pair), "")
                : (Decode(pair[..equals]), Decode(pair[(equals + 1)..]));
        });

    private static string Decode(string text) => WebUtility.UrlDecode(text);
}
