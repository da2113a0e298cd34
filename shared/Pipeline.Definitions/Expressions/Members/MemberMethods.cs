using Pipeline.Definitions.Expressions.Evaluation;
using Pipeline.Definitions.Expressions.Types;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Members;

/// <summary>The methods of each kind of value. What is not in a list cannot be called: there is no way to anything of .NET.</summary>
internal static class MemberMethods
{
    /// <summary>The allow-lists by the kind of value, as the reference page shows them.</summary>
    public static IReadOnlyDictionary<string, Callables> All { get; } = new Dictionary<string, Callables>
    {
        ["text"] = TextMembers.Methods,
        ["number"] = ScalarMembers.Numbers,
        ["boolean"] = ScalarMembers.Booleans,
        ["list"] = ListMembers.Methods,
        ["map"] = MapMembers.Methods,
        ["date"] = MomentMembers.Methods,
        ["DayOfWeek"] = ScalarMembers.Days,
        ["ChronoUnit"] = ScalarMembers.Units,
        ["SimpleDateFormat"] = DatePattern.Methods,
        ["Random"] = RandomSequence.Methods,
        ["secret"] = TextMembers.OfSecrets,
    };

    public static Callables Of(object value) => value switch
    {
        string => TextMembers.Methods,
        SecretText => TextMembers.OfSecrets,
        long or double => ScalarMembers.Numbers,
        bool => ScalarMembers.Booleans,
        ListValue => ListMembers.Methods,
        MapValue => MapMembers.Methods,
        Moment => MomentMembers.Methods,
        DayOfWeek => ScalarMembers.Days,
        ChronoUnit => ScalarMembers.Units,
        DatePattern => DatePattern.Methods,
        RandomSequence => RandomSequence.Methods,
        AllowedType type => type.Statics,
        _ => None,
    };

    private static Callables None { get; } = [];
}
