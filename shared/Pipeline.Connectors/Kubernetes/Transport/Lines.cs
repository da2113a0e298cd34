using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Pipeline.Connectors.Kubernetes.Transport;

/// <summary>Reads a stream line by line as the lines come, in bounded memory.</summary>
internal static class Lines
{
    /// <summary>The lines without their ends; the last one may have none. A line longer than the bound comes in pieces.</summary>
    public static async IAsyncEnumerable<byte[]> ReadAsync(Stream stream, int bound, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream, new(leaveOpen: true));
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(cancellationToken);
                var buffer = result.Buffer;
                while (buffer.PositionOf((byte)'\n') is { } end)
                {
                    yield return Trimmed(buffer.Slice(0, end));
                    buffer = buffer.Slice(buffer.GetPosition(1, end));
                }

                if (buffer.Length >= bound)
                {
                    yield return buffer.ToArray();
                    buffer = buffer.Slice(buffer.End);
                }

                if (result.IsCompleted)
                {
                    if (buffer.Length > 0)
                        yield return Trimmed(buffer);
                    yield break;
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static byte[] Trimmed(ReadOnlySequence<byte> line)
    {
        var bytes = line.ToArray();
        return bytes is [.. var rest, (byte)'\r'] ? rest : bytes;
    }
}
