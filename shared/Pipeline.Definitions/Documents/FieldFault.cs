namespace Pipeline.Definitions.Documents;

/// <summary>One thing that is wrong with a value that is made of fields. Whoever reads it out of a document adds the place.</summary>
/// <param name="Field">The field within the value, for example <c>zone</c> or <c>hours[1].to</c>.</param>
/// <param name="Code">What kind of fault it is: one of <see cref="DefinitionFaultCode"/>.</param>
/// <param name="Message">What is wrong and what to write instead, without the suggestion.</param>
/// <param name="Suggestion">What was probably meant, ready to be put in its place; null when nothing is near.</param>
public sealed record FieldFault(string Field, string Code, string Message, string? Suggestion = null)
{
    /// <summary>The fault as a line for people.</summary>
    public override string ToString() => Suggestion is null ? $"{Field}: {Message}" : $"{Field}: {Message} Did you mean '{Suggestion}'?";

    /// <summary>The faults as one exception.</summary>
    internal static FormatException ToException(IEnumerable<FieldFault> faults) => new(string.Join('\n', faults));
}
