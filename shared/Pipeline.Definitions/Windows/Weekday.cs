using System.Text.Json.Serialization;

namespace Pipeline.Definitions.Windows;

/// <summary>A day of the week, in the order of ISO 8601.</summary>
[JsonConverter(typeof(NamedValueConverter<Weekday>))]
public enum Weekday
{
    /// <summary>Monday.</summary>
    [JsonStringEnumMemberName("mon")]
    Monday,

    /// <summary>Tuesday.</summary>
    [JsonStringEnumMemberName("tue")]
    Tuesday,

    /// <summary>Wednesday.</summary>
    [JsonStringEnumMemberName("wed")]
    Wednesday,

    /// <summary>Thursday.</summary>
    [JsonStringEnumMemberName("thu")]
    Thursday,

    /// <summary>Friday.</summary>
    [JsonStringEnumMemberName("fri")]
    Friday,

    /// <summary>Saturday.</summary>
    [JsonStringEnumMemberName("sat")]
    Saturday,

    /// <summary>Sunday.</summary>
    [JsonStringEnumMemberName("sun")]
    Sunday,
}
