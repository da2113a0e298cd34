using System.Collections.Frozen;
using Pipeline.Definitions.Expressions.Evaluation;

namespace Pipeline.Definitions.Expressions.Functions;

/// <summary>The functions <c>#name(…)</c> that expressions may call. A new group is a file beside this one and a line in <see cref="All"/>.</summary>
internal static class ExpressionFunctions
{
    public static Callables All { get; } = new()
    {
        StageFunctions.All,
        JudgementFunctions.All,
        RunFunctions.All,
        ArtifactFunctions.All,
        ManifestFunctions.All,
        DocumentFunctions.All,
        UrlFunctions.All,
        ConversionFunctions.All,
    };

    /// <summary>Spinnaker's functions that have no meaning here, and what is written instead.</summary>
    private static readonly FrozenDictionary<string, string> Replacements = new Dictionary<string, string>
    {
        ["applicationMetadata"] = "An application has a name and members only; its name is execution.application.",
        ["canaryConfigNameToId"] = "A canary config has no id beside its name; write the name.",
        ["cfServiceKey"] = "There is no Cloud Foundry here; keep the key as a secret and write secrets.name.",
        ["deployedServerGroups"] = "What a stage deployed is in its outputs: #stage('…').outputs.",
        ["pipelineIdInApplication"] = "A pipeline's name is unique among all applications; write #pipelineId('…').",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <exception cref="ExpressionException">There is no such function.</exception>
    public static Callable Get(string name) => All.Find(name) ?? throw new ExpressionException(Replacements.GetValueOrDefault(name) is { } replacement
        ? $"There is no function '#{name}'. {replacement}"
        : $"There is no function '#{name}'.{Suggestion.For(name, All.Names)} Known are: {string.Join(", ", All.Names)}.");
}
