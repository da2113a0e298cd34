using System.Globalization;
using System.Text;
using Azure.Core;

namespace Pipeline.Storage.Azure;

/// <summary>
/// Entity group transactions as they travel: a multipart body with one change set of HTTP requests inside.
/// https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions
/// </summary>
internal static class TableBatch
{
    private const string BatchBoundary = "batch_pipeline";
    private const string ChangeSetBoundary = "changeset_pipeline";

    /// <summary>The request's content type and body. No boundary can be in a part: keys are escaped and values in base64.</summary>
    public static (string ContentType, BinaryData Body) Write(Uri endpoint, string table, IReadOnlyList<TableEntityChange> changes)
    {
        var body = new MemoryStream();
        Add(body, $"--{BatchBoundary}\r\nContent-Type: multipart/mixed; boundary={ChangeSetBoundary}\r\n\r\n");
        foreach (var change in changes)
        {
            Add(body, $"--{ChangeSetBoundary}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n");
            Add(body, $"{change.Method.Method} {endpoint.AbsoluteUri.TrimEnd('/')}{change.Path(table)} HTTP/1.1\r\n");
            Add(body, "Accept: application/json;odata=minimalmetadata\r\nDataServiceVersion: 3.0;\r\n");
            if (change.Match is { } match)
                Add(body, $"If-Match: {match:H}\r\n");
            if (change.Method == RequestMethod.Delete)
            {
                Add(body, "\r\n");
                continue;
            }

            var entity = change.Entity.ToJson();
            Add(body, "Prefer: return-no-content\r\nContent-Type: application/json\r\n");
            Add(body, string.Create(CultureInfo.InvariantCulture, $"Content-Length: {entity.Length}\r\n\r\n"));
            body.Write(entity.Span);
            Add(body, "\r\n");
        }

        Add(body, $"--{ChangeSetBoundary}--\r\n--{BatchBoundary}--\r\n");
        return ($"multipart/mixed; boundary={BatchBoundary}", BinaryData.FromBytes(body.GetBuffer().AsMemory(0, (int)body.Length)));
    }

    /// <summary>
    /// Finds the refusal in an answer that was delivered (202): the service puts the status of the first failing change inside, and its place
    /// as "index:" before the message. Null when all changes were made.
    /// </summary>
    public static (int Index, StorageFailure Failure)? ReadRefusal(ReadOnlyMemory<byte> body)
    {
        var text = Encoding.UTF8.GetString(body.Span);
        const string statusLine = "HTTP/1.1 ";
        for (var at = text.IndexOf(statusLine, StringComparison.Ordinal); at >= 0; at = text.IndexOf(statusLine, at + 1, StringComparison.Ordinal))
        {
            if (!int.TryParse(text.AsSpan(at + statusLine.Length, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status) || status < 400)
                continue;
            var (start, end) = (text.IndexOf('{', at), text.LastIndexOf('}'));
            var failure = start >= 0 && end > start ? StorageFailure.ReadBody(status, Encoding.UTF8.GetBytes(text[start..(end + 1)])) : null;
            return Place(failure ?? new StorageFailure(status, "", "a change of the transaction was refused"));
        }

        return null;
    }

    private static (int Index, StorageFailure Failure) Place(StorageFailure failure)
    {
        var colon = failure.Message.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && int.TryParse(failure.Message.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? (index, failure with { Message = failure.Message[(colon + 1)..] })
            : (0, failure);
    }

    private static void Add(MemoryStream body, string text) => body.Write(Encoding.UTF8.GetBytes(text));
}
