using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Templates;

/// <summary>Reads what every document begins with: the version, the kind, and names that are part of addresses.</summary>
internal static class HeadFields
{
    /// <summary>Refuses a text that is not the one allowed.</summary>
    public static void Fixed(this FieldReader fields, string name, string allowed, FaultList faults)
    {
        var value = fields.Text(name, required: true);
        if (value is not null && value != allowed)
        {
            faults.Add(
                fields.PathOf(name),
                fields.Mapping[name]!.Place,
                DefinitionFaultCode.InvalidValue,
                $"'{DocumentFaults.Shorten(value)}' is not known here; write '{allowed}'.");
        }
    }

    /// <summary>A name that can be part of an address; null when it is left out or, with a fault, cannot.</summary>
    public static string? Slug(this FieldReader fields, string name, bool required, FaultList faults)
    {
        var value = fields.Text(name, required);
        if (value is null || NamingRules.IsSlug(value))
            return value;

        faults.Add(
            fields.PathOf(name),
            fields.Mapping[name]!.Place,
            DefinitionFaultCode.InvalidName,
            $"'{DocumentFaults.Shorten(value)}' cannot be part of an address: use {NamingRules.SlugRule}.",
            NamingRules.ToSlug(value));
        return null;
    }
}
