namespace Pipeline.Durable.Serialization;

/// <summary>Turns inputs, results and events into text and back. Text written by one release must be readable by the next.</summary>
public abstract class DataConverter
{
    /// <summary>Writes a value as its own type; null gives null.</summary>
    public abstract string? Serialize(object? value);

    /// <summary>Writes a value as a declared type, which may be a base type or an interface of it; null gives null.</summary>
    public virtual string? Serialize(object? value, Type declaredType) => Serialize(value);

    /// <summary>Reads a value; null gives null.</summary>
    /// <exception cref="DataConversionException">The text is no value of the type.</exception>
    public abstract object? Deserialize(string? data, Type targetType);

    /// <summary>Reads a value; null gives the type's default.</summary>
    /// <exception cref="DataConversionException">The text is no value of the type.</exception>
    public virtual T? Deserialize<T>(string? data) => Deserialize(data, typeof(T)) is { } value ? (T)value : default;
}
