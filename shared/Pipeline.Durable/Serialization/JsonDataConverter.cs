using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Pipeline.Durable.Serialization;

/// <summary>
/// JSON by System.Text.Json's source generation. It knows the types of the application's contexts, strings, numbers, booleans, dates,
/// identifiers and <see cref="JsonElement"/>; it never falls back to reflection.
/// </summary>
public sealed class JsonDataConverter : DataConverter
{
    private readonly JsonSerializerOptions _options;

    /// <summary>A converter for the built-in types only.</summary>
    public static JsonDataConverter BuiltIn { get; } = new(new JsonSerializerOptions());

    /// <summary>A converter with the options and types of a source-generated context.</summary>
    public JsonDataConverter(JsonSerializerContext context)
        : this(context.Options)
    {
    }

    /// <summary>A converter with these options; their <see cref="JsonSerializerOptions.TypeInfoResolver"/> knows the application's types.</summary>
    public JsonDataConverter(JsonSerializerOptions options)
    {
        _options = new JsonSerializerOptions(options)
        {
            TypeInfoResolver = options.TypeInfoResolver is { } application
                ? JsonTypeInfoResolver.Combine(application, BuiltInJsonContext.Default)
                : BuiltInJsonContext.Default,
        };
        _options.MakeReadOnly();
    }

    /// <inheritdoc/>
    public override string? Serialize(object? value) => value is null ? null : Write(value, value.GetType());

    /// <inheritdoc/>
    public override string? Serialize(object? value, Type declaredType) =>
        value is null ? null : Write(value, declaredType == typeof(object) ? value.GetType() : declaredType);

    /// <inheritdoc/>
    public override object? Deserialize(string? data, Type targetType)
    {
        if (data is null)
            return null;
        try
        {
            return JsonSerializer.Deserialize(data, TypeInfo(targetType));
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw new DataConversionException($"The recorded JSON is no {targetType}: {error.Message}", error);
        }
    }

    private string Write(object value, Type type)
    {
        try
        {
            return JsonSerializer.Serialize(value, TypeInfo(type));
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw new DataConversionException($"A {type} could not be written as JSON: {error.Message}", error);
        }
    }

    private JsonTypeInfo TypeInfo(Type type) => _options.TryGetTypeInfo(type, out var found)
        ? found
        : throw new DataConversionException(
            $"The type {type} cannot be written as JSON: add [JsonSerializable(typeof({type.Name}))] to the JsonSerializerContext given to the JsonDataConverter.");
}
