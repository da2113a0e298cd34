using System.Text.Json.Serialization;

namespace Pipeline.Definitions;

/// <summary>The type of a parameter's value, by its name in JSON Schema.</summary>
[JsonConverter(typeof(NamedValueConverter<ParameterType>))]
public enum ParameterType
{
    /// <summary>Text.</summary>
    [JsonStringEnumMemberName("string")]
    Text,

    /// <summary>A number.</summary>
    [JsonStringEnumMemberName("number")]
    Number,

    /// <summary>A number without a fraction.</summary>
    [JsonStringEnumMemberName("integer")]
    WholeNumber,

    /// <summary>True or false.</summary>
    [JsonStringEnumMemberName("boolean")]
    Boolean,

    /// <summary>A list of any values.</summary>
    [JsonStringEnumMemberName("array")]
    List,

    /// <summary>A map of any values by name.</summary>
    [JsonStringEnumMemberName("object")]
    Map,
}
