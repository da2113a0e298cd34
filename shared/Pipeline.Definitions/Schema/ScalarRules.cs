using System.Globalization;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Durations;

namespace Pipeline.Definitions.Schema;

/// <summary>What a schema asks of texts and numbers.</summary>
internal static class ScalarRules
{
    public static void Check(JsonSchema schema, DocumentScalar scalar, string path, FaultList faults)
    {
        if (scalar.Kind is ScalarKind.Text)
            CheckText(schema, scalar, path, faults);
        else if (scalar.TryGetNumber(out var number))
            CheckNumber(schema, scalar, number, path, faults);
        else if (scalar.Kind is ScalarKind.Number && (schema.Minimum ?? schema.Maximum ?? schema.ExclusiveMinimum ?? schema.ExclusiveMaximum) is not null)
            Fault(faults, path, scalar, "This number is too large to be used.");
    }

    private static void CheckNumber(JsonSchema schema, DocumentScalar scalar, decimal number, string path, FaultList faults)
    {
        if (number < schema.Minimum)
            Fault(faults, path, scalar, $"This must be at least {Text(schema.Minimum)}.");
        if (number > schema.Maximum)
            Fault(faults, path, scalar, $"This must be at most {Text(schema.Maximum)}.");
        if (number <= schema.ExclusiveMinimum)
            Fault(faults, path, scalar, $"This must be more than {Text(schema.ExclusiveMinimum)}.");
        if (number >= schema.ExclusiveMaximum)
            Fault(faults, path, scalar, $"This must be less than {Text(schema.ExclusiveMaximum)}.");
    }

    private static void CheckText(JsonSchema schema, DocumentScalar scalar, string path, FaultList faults)
    {
        var length = schema.MinLength is null && schema.MaxLength is null ? 0 : new StringInfo(scalar.Text).LengthInTextElements;
        if (length < schema.MinLength)
            Fault(faults, path, scalar, schema.MinLength == 1 ? "This must not be empty." : $"This must have at least {schema.MinLength} characters.");
        if (length > schema.MaxLength)
            Fault(faults, path, scalar, $"This must have at most {schema.MaxLength} characters.");
        if (schema.Pattern is { } pattern && !pattern.IsMatch(scalar.Text))
            Fault(faults, path, scalar, $"This does not match the pattern {pattern.Text}.");

        switch (schema.Format)
        {
            case "duration" when !Duration.TryParse(scalar.Text, out _, out var fault):
                faults.Add(path, scalar.Place, DefinitionFaultCode.InvalidDuration, fault);
                break;
            case "uri" when !Uri.TryCreate(scalar.Text, UriKind.Absolute, out _) || scalar.Text.StartsWith('/'):
                Fault(faults, path, scalar, $"'{DocumentFaults.Shorten(scalar.Text)}' is no complete address; write it with its scheme, for example https://example.com/path.");
                break;
            case "date-time" when !DateTimeOffset.TryParse(scalar.Text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _):
                Fault(faults, path, scalar, "This is no date and time; write for example 2026-01-31T09:00:00Z.");
                break;
        }
    }

    private static string Text(decimal? number) => number!.Value.ToString(CultureInfo.InvariantCulture);

    private static void Fault(FaultList faults, string path, DocumentNode node, string message) =>
        faults.Add(path, node.Place, DefinitionFaultCode.InvalidValue, message);
}
