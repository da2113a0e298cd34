using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Expressions.Members;
using Pipeline.Definitions.Expressions.Syntax;
using Pipeline.Definitions.Expressions.Types;

namespace Pipeline.Definitions.Import.Spinnaker.Expressions;

/// <summary>Goes through one expression and finds the names that mean something else here, or nothing.</summary>
internal sealed class ExpressionWalk(PipelineOutline outline, int stage, IReadOnlyCollection<string> variables, ExpressionFindings found)
{
    public void Visit(Node node) => Visit(node, ofElement: false);

    /// <param name="node">The node; the parser bounds how deep it is.</param>
    /// <param name="ofElement">Whether bare names may be those of an element's properties, so that nothing can be said of them.</param>
    private void Visit(Node node, bool ofElement)
    {
        switch (node)
        {
            case NameNode name when !ofElement:
                Name(name);
                break;
            case FunctionNode function:
                Function(function);
                break;
            case MethodNode method:
                Method(method);
                break;
            case SelectionNode selection:
                Visit(selection.Target, ofElement);
                Visit(selection.Condition, ofElement: true);
                return;
            case ProjectionNode projection:
                Visit(projection.Target, ofElement);
                Visit(projection.Body, ofElement: true);
                return;
            case NavigationNode navigation when MemberOf(navigation) is { } member:
                Member(navigation, member);
                break;
        }

        foreach (var child in node.Children)
            Visit(child, ofElement);
    }

    private void Name(NameNode node)
    {
        if (SpinnakerNames.Variables.Contains(node.Name) || variables.Contains(node.Name))
            return;

        switch (outline.DefinersOf(node.Name, stage))
        {
            case [var only]:
                found.Replace(node.Position, node.Position + node.Name.Length, $"stages['{only.Id}'].outputs.{node.Name}");
                break;
            case { Count: > 1 }:
                found.Miss($"several stages upstream define '{node.Name}', and none of them is nearest", $"Say which one is meant: stages['…'].outputs.{node.Name}.");
                break;
            default:
                found.Miss(
                    $"'{node.Name}' is looked up in the contexts of the stage and of all stages before it, which is not done here",
                    SpinnakerNames.InsteadOfVariable.GetValueOrDefault(node.Name) ?? $"Say where it comes from: #stage('…').outputs.{node.Name}, parameters.{node.Name} or trigger.payload.");
                break;
        }
    }

    private void Function(FunctionNode function)
    {
        if (function.Arguments is not [LiteralNode { Value: string text } literal, ..])
            return;

        switch (function.Name)
        {
            case "stageByRefId" when outline.Find(text) is { } known:
                if (known.Id != text)
                    found.Replace(literal, known.Id);
                break;
            case "stage" or "judgment" or "judgement" or "manifestLabelValue" when !outline.Names.Contains(text):
            case "stageByRefId":
                found.Miss($"there is no stage '{text}' in the pipeline", "Write the name of a stage before this one.");
                break;
            case "pipelineId" or "pipelineIdOrNull" when !NamingRules.IsSlug(text):
                found.Miss("a pipeline's id is its name, and that is a slug", $"Write the name that '{text}' has here.");
                break;
        }
    }

    private void Method(MethodNode method)
    {
        var isKnown = method.Target is TypeNode type
            ? AllowedTypes.Get(type.Name).Statics.Find(method.Name) is not null
            : MemberMethods.All.Values.Any(methods => methods.Find(method.Name) is not null);
        if (!isKnown)
            found.Miss($"there is no method '{method.Name}'", "docs/expressions.md lists the methods; a field is read without parentheses.");
    }

    private void Member(NavigationNode node, (Node Target, string Name) member)
    {
        var (target, name) = member;
        if (IsRootMember(target, "execution", out var execution) && name == "trigger")
            found.Replace(execution, found.EndOf(node), "trigger");
        else if (IsRootMember(target, "execution", out _) && !SpinnakerNames.OfExecution.Contains(name))
            found.Miss($"the execution has no '{name}'", SpinnakerNames.InsteadOfExecution.GetValueOrDefault(name) ?? $"It has: {string.Join(", ", SpinnakerNames.OfExecution)}.");
        else if (IsTrigger(target) && !SpinnakerNames.OfTrigger.Contains(name))
            found.Miss($"the trigger has no '{name}'", SpinnakerNames.InsteadOfTrigger.GetValueOrDefault(name) ?? "What the event brought is in trigger.payload.");
        else if (IsParameters(target) && node is PropertyNode { NullSafe: false } && !outline.Parameters.Contains(name))
            found.Miss($"the pipeline has no parameter '{name}', which is an error here and null in Spinnaker", $"Declare it, or write parameters['{name}'], which is null when it is missing.");
        else if (IsStage(target) && !SpinnakerNames.OfStage.Contains(name))
            found.Miss($"a stage has no '{name}'", SpinnakerNames.InsteadOfStage.GetValueOrDefault(name) ?? $"It has: {string.Join(", ", SpinnakerNames.OfStage)}.");
        else if (MemberOf(target) is ({ } of, "context" or "outputs") && of is FunctionNode { Name: "stage" or "stageByRefId", Arguments: [LiteralNode { Value: string stageName }] } asked)
            found.Read(asked.Name == "stage" ? stageName : outline.Find(stageName)?.Id ?? stageName, MemberOf(target)!.Value.Name, name);
    }

    private static (Node Target, string Name)? MemberOf(Node node) => node switch
    {
        PropertyNode property => (property.Target, property.Name),
        IndexNode { Index: LiteralNode { Value: string name } } index => (index.Target, name),
        _ => null,
    };

    private static bool IsRootMember(Node node, string name, out int position)
    {
        position = node.Position;
        return node is NameNode root && root.Name == name;
    }

    private static bool IsTrigger(Node node) =>
        IsRootMember(node, "trigger", out _) || (MemberOf(node) is ({ } target, "trigger") && IsRootMember(target, "execution", out _));

    private static bool IsParameters(Node node) =>
        IsRootMember(node, "parameters", out _) || (MemberOf(node) is ({ } target, "parameters") && IsTrigger(target));

    private static bool IsStage(Node node) => node is FunctionNode { Name: "stage" or "stageByRefId" or "currentStage" };
}
