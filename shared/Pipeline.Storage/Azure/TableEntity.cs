using System.Buffers;
using System.Text.Json;
using Azure;

namespace Pipeline.Storage.Azure;

/// <summary>A row as the table service keeps it. Keys are in their stored form.</summary>
/// <param name="PartitionKey">Stored form of the partition's key.</param>
/// <param name="RowKey">Stored form of the row's key.</param>
/// <param name="Value">The value, or nothing when it is in a blob.</param>
/// <param name="SpilledTo">The blob that has the value; null when the row has it itself.</param>
/// <param name="Write">Names the write that made this version, so that a repeated request recognizes its own work.</param>
internal sealed record TableEntity(string PartitionKey, string RowKey, ReadOnlyMemory<byte> Value, string? SpilledTo, Guid Write)
{
    /// <summary>The version that a read saw.</summary>
    public ETag ETag { get; init; }

    /// <summary>The entity as the service takes it.</summary>
    public ReadOnlyMemory<byte> ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>((Value.Length * 4 / 3) + 512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString(nameof(PartitionKey), PartitionKey);
            json.WriteString(nameof(RowKey), RowKey);
            if (SpilledTo is null)
            {
                json.WriteString("Value@odata.type", "Edm.Binary");
                json.WriteBase64String(nameof(Value), Value.Span);
            }
            else
            {
                json.WriteString(nameof(SpilledTo), SpilledTo);
            }

            json.WriteString(nameof(Write), Write.ToString("N"));
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Reads an entity; <paramref name="etag"/> is for answers that carry the version in a header.</summary>
    public static TableEntity FromJson(JsonElement json, ETag? etag = null) => new(
        json.GetProperty(nameof(PartitionKey)).GetString()!,
        json.GetProperty(nameof(RowKey)).GetString()!,
        json.TryGetProperty(nameof(Value), out var value) ? value.GetBytesFromBase64() : default,
        json.TryGetProperty(nameof(SpilledTo), out var blob) ? blob.GetString() : null,
        json.TryGetProperty(nameof(Write), out var write) && Guid.TryParse(write.GetString(), out var id) ? id : default)
    {
        ETag = etag ?? new ETag(json.GetProperty("odata.etag").GetString()!),
    };
}
