using System.Globalization;
using Pipeline.Definitions.Durations;
using Pipeline.Definitions.Retention;

namespace Pipeline.Definitions.Documents;

/// <summary>Reads how long a pipeline's runs are kept.</summary>
internal sealed class RetentionReader(FaultList faults)
{
    public RunRetention? Read(FieldReader spec, string name)
    {
        if (spec.Map(name) is not { } fields)
            return null;

        var retention = new RunRetention { Keep = Keep(fields), For = For(fields) };
        fields.RefuseOthers();
        if (fields.Mapping["keep"] is null && fields.Mapping["for"] is null)
            faults.Add(spec.PathOf(name), fields.Mapping.Place, DefinitionFaultCode.Missing, "Say how many runs are kept, or for how long: keep: 100, for: 90d, or both. Leave 'retention' out for the server's default.");
        return retention;
    }

    private int? Keep(FieldReader fields)
    {
        var value = fields.Value("keep");
        if (value is null)
            return null;
        if (value is DocumentScalar { Kind: ScalarKind.Number } scalar
            && int.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is >= 1 and <= RunRetention.MostKept)
        {
            return count;
        }

        faults.Add(fields.PathOf("keep"), value.Place, DefinitionFaultCode.InvalidValue, $"Write how many runs are kept: a whole number from 1 to {RunRetention.MostKept}.");
        return null;
    }

    private TimeSpan? For(FieldReader fields)
    {
        if (fields.Duration("for") is not { } time)
            return null;
        if (time >= RunRetention.Shortest)
            return time;

        faults.Add(fields.PathOf("for"), fields.Mapping["for"]!.Place, DefinitionFaultCode.InvalidDuration, $"Runs are kept for {Duration.Format(RunRetention.Shortest)} at least; write for example 90d.");
        return null;
    }
}
