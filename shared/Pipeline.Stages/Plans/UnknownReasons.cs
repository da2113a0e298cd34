using Pipeline.Definitions;
using Pipeline.Definitions.Expressions;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Plans;

/// <summary>Says why an expression of a stage cannot be evaluated before the run.</summary>
internal sealed class UnknownReasons(FrozenDefinition definition, StageDefinition stage)
{
    private readonly Lazy<HashSet<string>> upstreams = new(() => [.. definition.Graph.UpstreamClosure(stage.Id)]);

    /// <summary>The reason; null when it can be evaluated, or when it fails in any run.</summary>
    /// <param name="text">The text with the expression.</param>
    /// <param name="known">The variables besides those of the run whose values are known.</param>
    /// <param name="unknown">Those whose values are not.</param>
    public string? Of(string text, IReadOnlyDictionary<string, System.Text.Json.Nodes.JsonNode?> known, IReadOnlySet<string> unknown)
    {
        foreach (var reference in RunTimeReferences.In(text))
        {
            if (Of(reference, known, unknown) is { } reason)
                return reason;
        }

        return null;
    }

    private string? Of(RunTimeReference reference, IReadOnlyDictionary<string, System.Text.Json.Nodes.JsonNode?> known, IReadOnlySet<string> unknown) => reference.Kind switch
    {
        RunTimeReferenceKind.Name when unknown.Contains(reference.Name) => $"The variable '{reference.Name}' is not known.",
        RunTimeReferenceKind.Name when known.ContainsKey(reference.Name) => null,
        RunTimeReferenceKind.Stage when reference.Name.Length == 0 => "It looks at other stages of the run.",
        RunTimeReferenceKind.Name or RunTimeReferenceKind.Stage => Find(reference.Name) is { } other ? OfStage(other) : null,
        RunTimeReferenceKind.Run => "The run gets its id, number and start only when it is started.",
        RunTimeReferenceKind.Artifacts => "The run's artifacts are found only when it is started.",
        RunTimeReferenceKind.Url => "A dry run makes no calls; the URL is read when the stage starts.",
        RunTimeReferenceKind.Clock => "The time is that at which the stage starts.",
        RunTimeReferenceKind.Chance => "It is another random value in every run.",
        _ => null,
    };

    private string OfStage(StageDefinition other) => other.Id == stage.Id
        ? "It looks at the stage itself while it runs."
        : upstreams.Value.Contains(other.Id)
            ? $"It looks at the stage '{other.Id}', which has to run first."
            : $"It looks at the stage '{other.Id}', which is not upstream: whether that has run by then is open.";

    private StageDefinition? Find(string idOrName) =>
        definition.Graph.Contains(idOrName)
            ? definition.Graph.Stages[definition.Graph.IndexOf(idOrName)]
            : definition.Graph.Stages.FirstOrDefault(other => other.Name == idOrName);
}
