using Pipeline.Durable.Serialization;

namespace Pipeline.Durable.FunctionsHost.Commands;

/// <summary>Passes on what was serialized before it was recorded.</summary>
internal sealed class SerializedText : DataConverter
{
    public override string? Serialize(object? value) => (string?)value;

    public override object? Deserialize(string? data, Type targetType) => data;
}
