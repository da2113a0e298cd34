using Pipeline.Definitions.Expressions.Types;

namespace Pipeline.Definitions.Expressions.Values;

/// <summary>What kinds of value are called in faults.</summary>
internal static class ValueKinds
{
    public static string NameOf(object? value) => value switch
    {
        null => "null",
        bool => "a boolean",
        long => "a whole number",
        double => "a number",
        string => "a text",
        SecretText => "a text with a secret in it",
        ListValue => "a list",
        MapValue => "a map",
        Moment { Kind: MomentKind.LocalDate } => "a LocalDate",
        Moment { Kind: MomentKind.LocalDateTime } => "a LocalDateTime",
        Moment => "an instant",
        DayOfWeek => "a DayOfWeek",
        ChronoUnit => "a ChronoUnit",
        TemporalAdjuster => "a TemporalAdjuster",
        DatePattern => "a SimpleDateFormat",
        RandomSequence => "a Random",
        AllowedType type => $"the type {type.Name}",
        LiteralValue => "a value marked by #doNotEval",
        SecretStore => "the collection of all secrets",
        ScopeRoot => "the collection of all variables",
        _ => "a value",
    };
}
