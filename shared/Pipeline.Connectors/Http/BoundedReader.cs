namespace Pipeline.Connectors.Http;

/// <summary>Reads streams whose length someone else decides.</summary>
internal static class BoundedReader
{
    /// <summary>Reads up to a bound.</summary>
    /// <returns>What was read, and whether there was more.</returns>
    public static async Task<(ReadOnlyMemory<byte> Bytes, bool Truncated)> ReadAsync(Stream stream, int bound, CancellationToken cancellationToken)
    {
        using var read = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var count = await stream.ReadAsync(buffer, cancellationToken);
            if (count == 0)
                return (read.GetBuffer().AsMemory(0, (int)read.Length), false);

            var wanted = Math.Min(count, bound - (int)read.Length);
            read.Write(buffer, 0, wanted);
            if (wanted < count)
                return (read.GetBuffer().AsMemory(0, (int)read.Length), true);
        }
    }
}
