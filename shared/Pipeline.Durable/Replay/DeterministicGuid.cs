using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Pipeline.Durable.Replay;

/// <summary>Identifiers that are the same on every replay: version 5 of RFC 9562, from the instance, the turn's time and a counter.</summary>
internal static class DeterministicGuid
{
    // A namespace of our own; part of what replays depend on, so it never changes.
    private static readonly Guid Namespace = new("5f0c8d6a-2b1e-4c7d-9f43-0a6d1be7c911");

    public static Guid Create(string instanceId, DateTime now, int counter)
    {
        var prefix = Encoding.UTF8.GetBytes(instanceId);
        var name = new byte[16 + prefix.Length + 12];
        Namespace.TryWriteBytes(name, bigEndian: true, out _);
        prefix.CopyTo(name, 16);
        BinaryPrimitives.WriteInt64BigEndian(name.AsSpan(16 + prefix.Length), now.Ticks);
        BinaryPrimitives.WriteInt32BigEndian(name.AsSpan(24 + prefix.Length), counter);

        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // Version 5 is defined with SHA-1; nothing here is secret.
        SHA1.HashData(name, hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
