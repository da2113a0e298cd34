using Pipeline.Definitions.Expressions.Evaluation;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Types;

/// <summary>The allow-list of types, those of Spinnaker's kork-expressions. Nothing else can be reached, whatever its name.</summary>
internal static class AllowedTypes
{
    public static IReadOnlyList<AllowedType> All { get; } =
    [
        new("java.lang.String")
        {
            Statics = TextTypes.String,
            Constructor = new Callable("new String", 0, 1, call => call.Count == 0 ? "" : TextForm.Of(call.Value(0), call.Context)),
            IsInstance = value => value is string or SecretText,
        },
        new("java.lang.Integer") { Statics = NumberTypes.Integer, Constants = NumberTypes.IntegerConstants, IsInstance = value => value is long },
        new("java.lang.Long") { Statics = NumberTypes.Long, Constants = NumberTypes.LongConstants, IsInstance = value => value is long },
        new("java.lang.Byte") { Statics = NumberTypes.Byte, Constants = NumberTypes.ByteConstants, IsInstance = value => value is >= -128L and <= 127L },
        new("java.lang.Double") { Statics = NumberTypes.Double, Constants = NumberTypes.DoubleConstants, IsInstance = value => value is double },
        new("java.lang.Boolean") { Statics = TextTypes.Boolean, IsInstance = value => value is bool },
        new("java.lang.Math") { Statics = MathType.Statics, Constants = MathType.Constants },
        new("java.util.Random")
        {
            Constructor = new Callable("new Random", 0, 1,
                call => new RandomSequence(call.Count == 0 ? call.Context.Random.NextLong() : call.Whole(0))),
            IsInstance = value => value is RandomSequence,
        },
        new("java.util.UUID") { Statics = TextTypes.Uuid },
        new("java.net.URLEncoder") { Statics = TextTypes.UrlEncoder },
        new("java.util.Date")
        {
            Constructor = new Callable("new Date", 0, 1,
                call => call.Count == 0 ? call.Context.Now : Moment.FromEpochMilliseconds(call.Whole(0))),
            IsInstance = value => value is Moment { Kind: MomentKind.Instant },
        },
        new("java.text.SimpleDateFormat")
        {
            Constructor = new Callable("new SimpleDateFormat", 1, 1, call => new DatePattern(call.Text(0))),
            IsInstance = value => value is DatePattern,
        },
        new("java.time.Instant")
        {
            Statics = TimeTypes.Instant,
            Constants = new Dictionary<string, object> { ["EPOCH"] = Moment.FromEpochMilliseconds(0) },
            IsInstance = value => value is Moment { Kind: MomentKind.Instant },
        },
        new("java.time.LocalDate") { Statics = TimeTypes.LocalDate, IsInstance = value => value is Moment { Kind: MomentKind.LocalDate } },
        new("java.time.LocalDateTime") { Statics = TimeTypes.LocalDateTime, IsInstance = value => value is Moment { Kind: MomentKind.LocalDateTime } },
        new("java.time.DayOfWeek") { Statics = TimeTypes.DayOfWeek, Constants = Named<DayOfWeek>(), IsInstance = value => value is DayOfWeek },
        new("java.time.temporal.ChronoUnit") { Statics = TimeTypes.ChronoUnit, Constants = Named<ChronoUnit>(), IsInstance = value => value is ChronoUnit },
        new("java.time.temporal.TemporalAdjusters") { Statics = TemporalAdjuster.Statics },
    ];

    /// <exception cref="ExpressionException">The type is not allowed.</exception>
    public static AllowedType Get(string name) =>
        All.FirstOrDefault(type => type.Name == name || type.QualifiedName == name) ?? throw new ExpressionException(
            $"The type '{name}' is not allowed.{Suggestion.For(name, All.Select(type => type.Name))} Allowed are: {string.Join(", ", All.Select(type => type.Name))}.");

    /// <exception cref="ExpressionException">The type is not allowed or cannot be made.</exception>
    public static Callable GetConstructor(string name) => Get(name) is { Constructor: { } constructor } ? constructor : throw new ExpressionException(
        $"'new {name}(…)' is not allowed; new can make: {string.Join(", ", All.Where(type => type.Constructor is not null).Select(type => type.Name))}.");

    private static Dictionary<string, object> Named<T>() where T : struct, Enum =>
        Enum.GetValues<T>().ToDictionary(value => value.ToString().ToUpperInvariant(), object (value) => value);
}
