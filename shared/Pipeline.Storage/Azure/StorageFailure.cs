using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Azure;

namespace Pipeline.Storage.Azure;

/// <summary>A refusal as the service words it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The service's error code, such as <c>EntityAlreadyExists</c>; empty when it sent none.</param>
/// <param name="Message">The service's explanation.</param>
internal sealed record StorageFailure(int Status, string Code, string Message)
{
    /// <summary>Reads the refusal of either service from its answer.</summary>
    public static StorageFailure Read(Response response)
    {
        var body = response.ContentStream is null ? default : response.Content.ToMemory();
        var failure = ReadBody(response.Status, body) ?? new StorageFailure(response.Status, "", response.ReasonPhrase);
        return response.Headers.TryGetValue("x-ms-error-code", out var code) ? failure with { Code = code } : failure;
    }

    /// <summary>Reads the error body of the table service (JSON) or the blob service (XML); null when it is neither.</summary>
    public static StorageFailure? ReadBody(int status, ReadOnlyMemory<byte> body)
    {
        try
        {
            return body.Span.TrimStart((byte)' ') switch
            {
                [(byte)'{', ..] => ReadJson(status, body),
                [(byte)'<', ..] or [0xEF, 0xBB, 0xBF, ..] => ReadXml(status, body),
                _ => null,
            };
        }
        catch (Exception exception) when (exception is JsonException or XmlException)
        {
            return null;
        }
    }

    /// <summary>The error for callers who cannot act on this refusal.</summary>
    public StorageException ToException(string what) => new($"{what}: the storage account answered {Status} {Code}: {FirstLine(Message)}{Remedy(Code)}");

    // What the service says of an identity without a role does not name the role.
    private static string Remedy(string code) => code is "AuthorizationPermissionMismatch"
        ? " Give the identity the roles 'Storage Blob Data Owner', 'Storage Queue Data Contributor' and 'Storage Table Data Contributor' on the account; a new assignment takes some minutes."
        : "";

    private static StorageFailure? ReadJson(int status, ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        if (!document.RootElement.TryGetProperty("odata.error", out var error))
            return null;
        var message = error.TryGetProperty("message", out var text) && text.TryGetProperty("value", out var value) ? value.GetString() : null;
        return new StorageFailure(status, error.TryGetProperty("code", out var code) ? code.GetString() ?? "" : "", message ?? "");
    }

    private static StorageFailure? ReadXml(int status, ReadOnlyMemory<byte> body)
    {
        using var stream = new MemoryStream(body.ToArray());
        var root = XDocument.Load(stream).Root;
        return root is null ? null : new StorageFailure(status, root.Element("Code")?.Value ?? "", root.Element("Message")?.Value ?? "");
    }

    // The rest of the services' messages is request ids and times.
    private static string FirstLine(string message) => message.Split('\n')[0].Trim();
}
