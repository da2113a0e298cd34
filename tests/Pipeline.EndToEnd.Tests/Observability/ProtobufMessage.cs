using Google.Protobuf;

namespace Pipeline.EndToEnd.Tests.Observability;

/// <summary>A message of protocol buffers without its description: its fields by number, in the order in which they came.</summary>
internal sealed class ProtobufMessage
{
    private readonly List<(int Number, object Value)> _fields = [];

    public static ProtobufMessage Parse(byte[] bytes)
    {
        var message = new ProtobufMessage();
        var input = new CodedInputStream(bytes);
        while (input.ReadTag() is not 0 and var tag)
        {
            message._fields.Add((WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => input.ReadUInt64(),
                WireFormat.WireType.Fixed64 => input.ReadFixed64(),
                WireFormat.WireType.Fixed32 => (ulong)input.ReadFixed32(),
                WireFormat.WireType.LengthDelimited => input.ReadBytes(),
                var other => throw new InvalidDataException($"The wire type {other} is not used."),
            }));
        }

        return message;
    }

    /// <summary>The messages in a repeated field.</summary>
    public IEnumerable<ProtobufMessage> Messages(int number) => Values<ByteString>(number).Select(bytes => Parse(bytes.ToByteArray()));

    public string Text(int number) => Values<ByteString>(number).SingleOrDefault()?.ToStringUtf8() ?? "";

    /// <summary>Bytes in lower-case hexadecimal digits; empty when the field is not there.</summary>
    public string Hex(int number) => Values<ByteString>(number).SingleOrDefault() is { } bytes ? Convert.ToHexStringLower(bytes.Span) : "";

    public ulong Number(int number) => Values<ulong>(number).SingleOrDefault();

    private IEnumerable<T> Values<T>(int number) => _fields.Where(field => field.Number == number).Select(field => (T)field.Value);
}
