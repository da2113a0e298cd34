using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Schema;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Stages.Catalog;
using Pipeline.Stages.Settings;

namespace Pipeline.Functions.Settings;

/// <summary>What somebody sends as a setting, and how it joins with what is kept: a secret that is left out stays, one that is null goes.</summary>
/// <param name="Kind">The setting's kind.</param>
/// <param name="With">The fields as they were sent.</param>
internal sealed record SettingChange(SettingKind Kind, JsonObject With)
{
    /// <summary>The whole setting, secrets among it.</summary>
    /// <param name="present">The setting as it is kept; null when it is new.</param>
    /// <param name="secrets">The present setting's secrets in the clear, by field.</param>
    /// <exception cref="ProblemException">400 with every fault.</exception>
    public JsonObject Apply(Setting? present, IReadOnlyDictionary<string, string> secrets)
    {
        var whole = With.DeepClone().AsObject();
        foreach (var field in Kind.SecretFields)
        {
            if (whole.ContainsKey(field) && whole[field] is null)
                whole.Remove(field);
            else if (!whole.ContainsKey(field) && secrets.TryGetValue(field, out var kept))
                whole[field] = kept;
        }

        var faults = InputDocument.Validate(whole, StageTypeSchemas.SchemaOf(Kind), "with").Select(Fault).ToList();
        if (faults.Count == 0)
            faults.AddRange(Check(whole));
        if (faults.Count == 0 && present is not null)
            faults.AddRange(Kind.ReceiverFields.Where(field => Kept(field, present, secrets)).Select(Demand));
        return faults.Count == 0 ? whole : throw new ProblemException(
            StatusCodes.Status400BadRequest,
            ProblemCode.InvalidRequest,
            "The request is not valid",
            faults.Count == 1 ? $"{faults[0].Path}: {faults[0].Message}" : $"The setting has {faults.Count} faults; 'errors' lists them.")
        {
            Errors = faults,
        };
    }

    private List<ProblemFault> Check(JsonObject whole)
    {
        try
        {
            return whole.Deserialize(Kind.Input) is ICheckedSetting setting
                ? [.. setting.Check().Select(fault => new ProblemFault { Path = $"with.{fault.Field}", Message = fault.Message })]
                : [];
        }
        catch (JsonException exception)
        {
            // What the schema cannot say, for example that a text is an address. The exception's own message may quote the value.
            var field = exception.Path?.TrimStart('$', '.') ?? "";
            return [new ProblemFault { Path = field.Length == 0 ? "with" : $"with.{field}", Message = "The value is not of the form that the field's description asks for." }];
        }
    }

    // Secrets that are kept would from now on go to another place.
    private bool Kept(string field, Setting present, IReadOnlyDictionary<string, string> secrets) =>
        !JsonNode.DeepEquals(With[field], present.With[field]) && secrets.Keys.Any(secret => !With.ContainsKey(secret));

    private ProblemFault Demand(string field) => new()
    {
        Path = $"with.{field}",
        Message = $"This changes who is given the secrets, so send {string.Join(" and ", Kind.SecretFields.Where(secret => !With.ContainsKey(secret)).Select(secret => $"'{secret}'"))} again (null for none).",
    };

    private static ProblemFault Fault(DefinitionFault fault) => new() { Path = fault.Path, Message = fault.Message, Code = fault.Code, Suggestion = fault.Suggestion };
}
