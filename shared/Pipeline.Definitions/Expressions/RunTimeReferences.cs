using Pipeline.Definitions.Expressions.Syntax;

namespace Pipeline.Definitions.Expressions;

/// <summary>Something that an expression reads and that can only be known while a run is under way.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Which one: the name, the stage, the function; empty when it is computed.</param>
public sealed record RunTimeReference(RunTimeReferenceKind Kind, string Name);

/// <summary>What is known only while a run is under way.</summary>
public enum RunTimeReferenceKind
{
    /// <summary>A bare name, which may be a variable or a stage.</summary>
    Name,

    /// <summary>A stage by its id or name; with an empty name: whichever the expression computes, or all.</summary>
    Stage,

    /// <summary>The run itself: its id, number or start.</summary>
    Run,

    /// <summary>The artifacts that the run has.</summary>
    Artifacts,

    /// <summary>What a URL answers.</summary>
    Url,

    /// <summary>The moment at which the stage starts.</summary>
    Clock,

    /// <summary>A random value.</summary>
    Chance,
}

/// <summary>Finds what the expressions of a text need of a run, without evaluating them; where that hangs on a value, more is found than is needed.</summary>
public static class RunTimeReferences
{
    private static readonly HashSet<string> OfRun = new(StringComparer.Ordinal) { "id", "number", "startTime" };

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal) { "parameters", "trigger", "execution", "secrets", "stages" };

    /// <summary>The references, each once; expressions with faults have none.</summary>
    public static IReadOnlyList<RunTimeReference> In(string text)
    {
        var nodes = TemplateSyntax.Parse(text, ExpressionLimits.Default).Segments.SelectMany(ExpressionSyntax.Nodes).ToList();

        // A name of which a step is read at once: what the step names decides, not the name.
        var stepped = nodes.Select(NameOfStep).OfType<(NameNode Target, string Step)>().ToList();
        var whole = nodes.OfType<NameNode>().Where(name => !stepped.Any(step => ReferenceEquals(step.Target, name)));
        return
        [
            .. nodes.SelectMany(Of)
                .Concat(stepped.Select(step => OfStep(step.Target.Name, step.Step)).OfType<RunTimeReference>())
                .Concat(whole.Select(name => OfName(name.Name)).OfType<RunTimeReference>())
                .Distinct(),
        ];
    }

    private static IEnumerable<RunTimeReference> Of(Node node)
    {
        switch (node)
        {
            case FunctionNode { Name: "stage" or "stageByRefId" or "stageExists" or "judgment" or "judgement" or "manifestLabelValue" } function:
                yield return new(RunTimeReferenceKind.Stage, function.Arguments is [LiteralNode { Value: string stage }, ..] ? stage : "");
                break;
            case FunctionNode { Name: "resolvedArtifacts" or "resolveArtifactByType" or "triggerResolvedArtifact" or "triggerResolvedArtifactByType" } function:
                yield return new(RunTimeReferenceKind.Artifacts, function.Name);
                break;
            case FunctionNode { Name: "fromUrl" or "jsonFromUrl" or "yamlFromUrl" or "propertiesFromUrl" } function:
                yield return new(RunTimeReferenceKind.Url, function.Name);
                break;
            case ConstructorNode { Arguments.Count: 0 } constructor when constructor.Name.EndsWith("Date", StringComparison.Ordinal):
            case MethodNode { Target: TypeNode, Name: "now" }:
                yield return new(RunTimeReferenceKind.Clock, "");
                break;
            case ConstructorNode constructor when constructor.Name.EndsWith("Random", StringComparison.Ordinal):
            case MethodNode { Target: TypeNode, Name: "random" or "randomUUID" }:
                yield return new(RunTimeReferenceKind.Chance, "");
                break;
            case PropertyNode { Target: ContextNode { IsRoot: true } } property:
                if (OfName(property.Name) is { } named)
                    yield return named;
                break;
            case IndexNode { Target: ContextNode { IsRoot: true } }:
                yield return new(RunTimeReferenceKind.Stage, "");
                break;
        }
    }

    private static (NameNode Target, string Step)? NameOfStep(Node node) => node switch
    {
        PropertyNode { Target: NameNode target } property => (target, property.Name),
        IndexNode { Target: NameNode target, Index: LiteralNode { Value: string step } } => (target, step),
        _ => null,
    };

    private static RunTimeReference? OfStep(string name, string step) => name switch
    {
        "execution" => OfRun.Contains(step) ? new(RunTimeReferenceKind.Run, step) : null,
        "stages" => new(RunTimeReferenceKind.Stage, step),
        _ => OfName(name),
    };

    private static RunTimeReference? OfName(string name) => name switch
    {
        "execution" => new(RunTimeReferenceKind.Run, ""),
        "stages" => new(RunTimeReferenceKind.Stage, ""),
        _ => Known.Contains(name) ? null : new(RunTimeReferenceKind.Name, name),
    };
}
