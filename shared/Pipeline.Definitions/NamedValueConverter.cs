using System.Text.Json.Serialization;

namespace Pipeline.Definitions;

/// <summary>Reads and writes an enumeration by its contract names only; a bare number is refused.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class NamedValueConverter<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false)
    where T : struct, Enum;
