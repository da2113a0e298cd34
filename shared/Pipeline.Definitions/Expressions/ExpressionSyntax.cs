using Pipeline.Definitions.Expressions.Functions;
using Pipeline.Definitions.Expressions.Syntax;
using Pipeline.Definitions.Expressions.Types;

namespace Pipeline.Definitions.Expressions;

/// <summary>What can be said of a string with expressions without evaluating it; used when a definition is saved.</summary>
public static class ExpressionSyntax
{
    /// <summary>All faults of the expressions in <paramref name="text"/>: grammar, unknown functions and types, wrong numbers of arguments.</summary>
    public static IReadOnlyList<ExpressionFault> Check(string text) => Check(text, ExpressionLimits.Default);

    /// <inheritdoc cref="Check(string)"/>
    public static IReadOnlyList<ExpressionFault> Check(string text, ExpressionLimits limits)
    {
        var syntax = TemplateSyntax.Parse(text, limits);
        var faults = new List<ExpressionFault>(syntax.Faults);
        foreach (var segment in syntax.Segments)
        {
            foreach (var node in Nodes(segment))
            {
                if (faults.Count >= limits.Faults) return faults;
                if (Fault(node) is { } reason) faults.Add(ExpressionFault.At(text, segment.Start, segment.End, node.Position, reason));
            }
        }
        return [.. faults.OrderBy(fault => fault.Offset)];
    }

    /// <summary>What the expressions in <paramref name="text"/> refer to by name; expressions with faults are left out.</summary>
    public static ExpressionReferences References(string text)
    {
        var nodes = TemplateSyntax.Parse(text, ExpressionLimits.Default).Segments.SelectMany(Nodes).ToList();
        return new ExpressionReferences
        {
            Variables = [.. nodes.OfType<NameNode>().Select(node => node.Name).Distinct()],
            Functions = [.. nodes.OfType<FunctionNode>().Select(node => node.Name).Distinct()],
            Stages = [.. nodes.Select(StageOf).OfType<string>().Distinct()],
            Secrets = [.. nodes.Select(SecretOf).OfType<string>().Distinct()],
        };
    }

    /// <summary>Whether <paramref name="text"/> is one expression without faults of grammar and nothing around it, so that its value keeps its type.</summary>
    public static bool IsOneExpression(string text) => TemplateSyntax.Parse(text, ExpressionLimits.Default) is { IsWhole: true, Faults.Count: 0 };

    /// <summary>Whether an expression in <paramref name="text"/> looks at <c>secrets</c>, also at one whose name is computed.</summary>
    public static bool ReadsSecrets(string text) => TemplateSyntax.Parse(text, ExpressionLimits.Default).Segments.SelectMany(Nodes).Any(node => node switch
    {
        NameNode { Name: "secrets" } => true,
        PropertyNode { Target: ContextNode, Name: "secrets" } => true,
        IndexNode { Target: ContextNode, Index: LiteralNode { Value: "secrets" } } => true,
        _ => false,
    });

    private static string? Fault(Node node)
    {
        try
        {
            if (node is FunctionNode function) ExpressionFunctions.Get(function.Name).CheckCount(function.Arguments.Count);
            if (node is ConstructorNode constructor) AllowedTypes.GetConstructor(constructor.Name).CheckCount(constructor.Arguments.Count);
            if (node is TypeNode type) AllowedTypes.Get(type.Name);
            return null;
        }
        catch (ExpressionException exception)
        {
            return exception.Message;
        }
    }

    private static string? StageOf(Node node) => node switch
    {
        FunctionNode { Name: "manifestLabelValue", Arguments: [LiteralNode { Value: string name }, ..] } => name,
        FunctionNode { Name: "stage" or "stageByRefId" or "judgment" or "judgement", Arguments: [LiteralNode { Value: string name }] } => name,
        _ => NameIn(node, "stages"),
    };

    private static string? SecretOf(Node node) => NameIn(node, "secrets");

    private static string? NameIn(Node node, string variable) => node switch
    {
        PropertyNode { Target: NameNode target } property when target.Name == variable => property.Name,
        IndexNode { Target: NameNode target, Index: LiteralNode { Value: string name } } when target.Name == variable => name,
        _ => null,
    };

    internal static IEnumerable<Node> Nodes(Segment segment)
    {
        var open = new Stack<Node>();
        if (segment.Expression is { } expression) open.Push(expression);
        while (open.TryPop(out var node))
        {
            yield return node;
            foreach (var child in node.Children) open.Push(child);
        }
    }
}
