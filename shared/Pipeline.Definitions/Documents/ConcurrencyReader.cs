using System.Globalization;
using Pipeline.Definitions.Concurrency;

namespace Pipeline.Definitions.Documents;

/// <summary>Reads how many runs of a pipeline may be under way at once.</summary>
internal sealed class ConcurrencyReader(FaultList faults)
{
    /// <summary>The words of the policies, for reading, writing and the published schema.</summary>
    public static readonly IReadOnlyDictionary<string, ConcurrencyPolicy> Policies = new OrderedDictionary<string, ConcurrencyPolicy>
    {
        ["queue"] = ConcurrencyPolicy.Queue,
        ["latest-only"] = ConcurrencyPolicy.LatestOnly,
    };

    /// <summary>The limit; null when the pipeline has none.</summary>
    public ConcurrencyLimit? Read(FieldReader spec, string name)
    {
        if (spec.Map(name) is not { } fields)
            return null;

        var limit = new ConcurrencyLimit { Max = Max(fields), Policy = fields.Choice("policy", Policies), Group = Group(fields) };
        fields.RefuseOthers();
        return limit;
    }

    private int Max(FieldReader fields)
    {
        var expected = $"a whole number from 1 to {ConcurrencyLimit.Most}";
        if (fields.Value("max") is not { } value)
            return 1;

        if (value is not DocumentScalar { Kind: ScalarKind.Number } scalar)
            DocumentFaults.WrongType(faults, fields.PathOf("max"), value, expected);
        else if (int.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var max) && max is >= 1 and <= ConcurrencyLimit.Most)
            return max;
        else
            faults.Add(fields.PathOf("max"), value.Place, DefinitionFaultCode.InvalidValue, $"'{DocumentFaults.Shorten(scalar.Text)}' is not {expected}. For no limit leave 'concurrency' out.");
        return 1;
    }

    private string? Group(FieldReader fields)
    {
        var group = fields.Text("group");
        if (group is null || NamingRules.IsSlug(group))
            return group;

        faults.Add(
            fields.PathOf("group"),
            fields.Mapping["group"]!.Place,
            DefinitionFaultCode.InvalidName,
            $"'{DocumentFaults.Shorten(group)}' is no name of a group: use {NamingRules.SlugRule}.",
            NamingRules.ToSlug(group));
        return null;
    }
}
