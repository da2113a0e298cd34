namespace Pipeline.Storage.Embedded;

/// <summary>A blob as its row in the file has it.</summary>
internal sealed record EmbeddedBlob(long Id, long Version, long Length, bool Appended);

/// <summary>The statements on blobs and their chunks.</summary>
internal readonly struct EmbeddedBlobChunks(EmbeddedConnection connection)
{
    private const int LargestChunk = 1 << 20;

    // Appends to a chunk shorter than this join it, so that a log written line by line does not become a row a line.
    private const int SmallChunk = 4 << 10;

    public EmbeddedBlob? Find(string container, string name)
    {
        using var reader = connection.Command("select id, version, length, appended from blob where container = $1 and name = $2", container, name).ExecuteReader();
        return reader.Read() ? new EmbeddedBlob(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3) != 0) : null;
    }

    public EmbeddedBlob Make(string container, string name, long version, bool appended)
    {
        connection.Execute("insert into blob (container, name, version, length, appended) values ($1, $2, $3, 0, $4)", container, name, version, appended ? 1L : 0L);
        return new EmbeddedBlob((long)connection.Command("select last_insert_rowid()").ExecuteScalar()!, version, 0, appended);
    }

    public void Delete(long id)
    {
        connection.Execute("delete from blob_chunk where blob_id = $1", id);
        connection.Execute("delete from blob where id = $1", id);
    }

    /// <summary>Adds to the end and returns the new length.</summary>
    public long Append(EmbeddedBlob blob, ReadOnlyMemory<byte> content, long version)
    {
        var start = blob.Length;
        if (SmallLastChunk(blob) is { } last)
        {
            content = (byte[])[.. last.Content, .. content.Span];
            start = last.Start;
            connection.Execute("delete from blob_chunk where blob_id = $1 and start = $2", blob.Id, start);
        }

        for (; content.Length > 0; content = content[Math.Min(content.Length, LargestChunk)..])
        {
            var chunk = content[..Math.Min(content.Length, LargestChunk)];
            connection.Execute("insert into blob_chunk values ($1, $2, $3)", blob.Id, start, chunk);
            start += chunk.Length;
        }

        connection.Execute("update blob set length = $2, version = $3 where id = $1", blob.Id, start, version);
        return start;
    }

    public byte[] Read(EmbeddedBlob blob, long offset, long length = long.MaxValue)
    {
        if (offset >= blob.Length)
            return [];
        var content = new byte[checked((int)Math.Min(blob.Length - offset, length))];
        using var reader = connection
            .Command(
                "select start, content from blob_chunk where blob_id = $1 and start >= coalesce((select max(start) from blob_chunk where blob_id = $1 and start <= $2), 0) and start < $3 order by start",
                blob.Id,
                offset,
                offset + content.Length)
            .ExecuteReader();
        while (reader.Read())
        {
            var (start, chunk) = (reader.GetInt64(0), (byte[])reader.GetValue(1));
            var skip = (int)Math.Max(0, offset - start);
            var position = (int)(start + skip - offset);
            chunk.AsSpan(skip, Math.Min(chunk.Length - skip, content.Length - position)).CopyTo(content.AsSpan(position));
        }

        return content;
    }

    /// <summary>Stored names and lengths from <paramref name="start"/>, behind <paramref name="after"/>, to <paramref name="end"/>.</summary>
    public List<(string Name, long Length)> List(string container, string start, string after, string end, int take)
    {
        using var reader = connection
            .Command(
                "select name, length from blob where container = $1 and name >= $2 and name > $3 and name < $4 order by name limit $5",
                container,
                start,
                after,
                end,
                (long)take)
            .ExecuteReader();
        var page = new List<(string, long)>();
        while (reader.Read())
            page.Add((reader.GetString(0), reader.GetInt64(1)));
        return page;
    }

    private (long Start, byte[] Content)? SmallLastChunk(EmbeddedBlob blob)
    {
        if (blob.Length == 0)
            return null;
        using var reader = connection
            .Command("select start, content from blob_chunk where blob_id = $1 and start >= $2 and length(content) < $3", blob.Id, blob.Length - SmallChunk, (long)SmallChunk)
            .ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), (byte[])reader.GetValue(1)) : null;
    }
}
