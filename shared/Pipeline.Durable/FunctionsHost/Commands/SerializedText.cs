using Pipeline.Durable.Serialization;

namespace Pipeline.Durable.FunctionsHost.Commands;

/// <summary>Passes on what somebody else has serialized already.</summary>
internal sealed class SerializedText : DataConverter
{
    public override string? Serialize(object? value) => (string?)value;

    public override object? Deserialize(string? data, Type targetType) => data;
}
