using Pipeline.Durable.Serialization;

namespace Pipeline.Simulators.FunctionsHost.TaskHubs;

/// <summary>Passes on what the handler's own converter has serialized.</summary>
internal sealed class SerializedText : DataConverter
{
    public override string? Serialize(object? value) => (string?)value;

    public override object? Deserialize(string? data, Type targetType) => data;
}
