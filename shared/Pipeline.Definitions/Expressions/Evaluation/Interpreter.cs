using Pipeline.Definitions.Expressions.Functions;
using Pipeline.Definitions.Expressions.Members;
using Pipeline.Definitions.Expressions.Syntax;
using Pipeline.Definitions.Expressions.Types;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Evaluation;

/// <summary>Computes the value of a parsed expression. Recursion is bounded by the depth that the parser allows.</summary>
internal sealed class Interpreter(EvaluationContext context)
{
    private readonly ScopeNames _names = new(context.Scope);

    /// <param name="node">The expression.</param>
    /// <param name="element">The element that a selection or projection is at; <see cref="ScopeRoot"/> outside of one.</param>
    /// <exception cref="ExpressionException">The expression fails; the position is that of the failing part.</exception>
    public object? Evaluate(Node node, object? element)
    {
        try
        {
            context.Spend();
            return Compute(node, element);
        }
        catch (ExpressionException exception) when (exception.Position == ExpressionException.Unplaced)
        {
            throw exception.PlacedAt(node.Position);
        }
    }

    private object? Compute(Node node, object? element)
    {
        switch (node)
        {
            case LiteralNode literal: return literal.Value;
            case NameNode name: return element is MapValue map && map.TryGet(name.Name, out var own) ? own : _names.Get(name.Name);
            case ContextNode { IsRoot: true }: return ScopeRoot.Instance;
            case ContextNode: return element;
            case UnaryNode unary: return Compute(unary, Evaluate(unary.Operand, element));
            case BinaryNode binary: return Compute(binary, element);
            case ConditionalNode conditional:
                return Evaluate(IsTrue(conditional.Condition, element, "the condition before '?'") ? conditional.Then : conditional.Otherwise, element);
            case ElvisNode elvis: return Evaluate(elvis.Value, element) is { } value and not "" ? value : Evaluate(elvis.Otherwise, element);
            case ListNode list: return MakeList(list, element);
            case MapNode inline: return MakeMap(inline, element);
            case TypeNode type: return AllowedTypes.Get(type.Name);
            case ConstructorNode constructor:
                var made = AllowedTypes.GetConstructor(constructor.Name);
                made.CheckCount(constructor.Arguments.Count);
                return made.Invoke(new Call(context, made.Name, null, EvaluateAll(constructor.Arguments, element)));
            case FunctionNode function:
                var called = ExpressionFunctions.Get(function.Name);
                called.CheckCount(function.Arguments.Count);
                return called.Invoke(new Call(context, "#" + called.Name, null, EvaluateAll(function.Arguments, element)));
            case NavigationNode navigation: return Navigate(navigation, Evaluate(navigation.Target, element), element);
            default: throw new ExpressionException("This part of the expression has no meaning.");
        }
    }

    private static object? Compute(UnaryNode unary, object? operand) => unary.Operator switch
    {
        UnaryOperator.Not => !AsBoolean(operand, "'!'"),
        UnaryOperator.Minus => Arithmetic.Negate(operand),
        _ => operand is long or double ? operand : throw new ExpressionException($"'+' needs a number, but was given {ValueKinds.NameOf(operand)}."),
    };

    private object? Compute(BinaryNode node, object? element)
    {
        if (node.Operator == BinaryOperator.And) return IsTrue(node.Left, element, "'&&'") && IsTrue(node.Right, element, "'&&'");
        if (node.Operator == BinaryOperator.Or) return IsTrue(node.Left, element, "'||'") || IsTrue(node.Right, element, "'||'");
        var (left, right) = (Evaluate(node.Left, element), Evaluate(node.Right, element));
        return node.Operator switch
        {
            BinaryOperator.Equal => Comparison.AreEqual(left, right, context),
            BinaryOperator.NotEqual => !Comparison.AreEqual(left, right, context),
            BinaryOperator.Less => Comparison.Compare(left, right, context) < 0,
            BinaryOperator.LessOrEqual => Comparison.Compare(left, right, context) <= 0,
            BinaryOperator.Greater => Comparison.Compare(left, right, context) > 0,
            BinaryOperator.GreaterOrEqual => Comparison.Compare(left, right, context) >= 0,
            BinaryOperator.Matches when left is string text && right is string pattern => context.Patterns.IsWholeMatch(text, pattern),
            BinaryOperator.Matches => throw new ExpressionException($"'matches' needs a text and a regular expression, not {ValueKinds.NameOf(left)} and {ValueKinds.NameOf(right)}."),
            BinaryOperator.Between when right is ListValue { Count: 2 } bounds =>
                Comparison.Compare(left, bounds[0], context) >= 0 && Comparison.Compare(left, bounds[1], context) <= 0,
            BinaryOperator.Between => throw new ExpressionException("'between' needs a list of two bounds: x between {1, 10}."),
            BinaryOperator.InstanceOf when right is AllowedType type => type.IsInstance(left),
            BinaryOperator.InstanceOf => throw new ExpressionException("'instanceof' needs a type: x instanceof T(String)."),
            _ => Arithmetic.Compute(node.Operator, left, right, context),
        };
    }

    private object? Navigate(NavigationNode node, object? target, object? element)
    {
        if (target is null)
        {
            if (node.NullSafe) return null;
            throw new ExpressionException($"Nothing can be read from null; write '?.' instead of '.' where null is expected{(node is PropertyNode p ? $": ?.{p.Name}" : "")}.");
        }
        switch (node)
        {
            case PropertyNode property: return _names.Property(target, property.Name, property.NullSafe, context);
            case IndexNode index: return _names.Element(target, Evaluate(index.Index, element), context);
            case MethodNode method:
                return MemberMethods.Of(target).Invoke(context, ValueKinds.NameOf(target), method.Name, target, EvaluateAll(method.Arguments, element));
            case SelectionNode selection: return Collections.Select(selection.Kind, target, item => IsTrue(selection.Condition, item, "the condition of a selection"), context);
            case ProjectionNode projection: return Collections.Project(target, item => Evaluate(projection.Body, item), context);
            default: throw new ExpressionException("This part of the expression has no meaning.");
        }
    }

    private object?[] EvaluateAll(IReadOnlyList<Node> nodes, object? element)
    {
        var values = new object?[nodes.Count];
        for (var index = 0; index < values.Length; index++) values[index] = Evaluate(nodes[index], element);
        return values;
    }

    private BuiltList MakeList(ListNode node, object? element) => new(EvaluateAll(node.Items, element));

    private BuiltMap MakeMap(MapNode node, object? element)
    {
        var map = new BuiltMap();
        foreach (var (key, value) in node.Entries)
        {
            // A bare name as key is a literal already.
            map.With(MapMembers.KeyOf(Evaluate(key, element)), Evaluate(value, element));
        }
        return map;
    }

    private bool IsTrue(Node node, object? element, string where)
    {
        var value = Evaluate(node, element);
        try
        {
            return AsBoolean(value, where);
        }
        catch (ExpressionException exception)
        {
            throw exception.PlacedAt(node.Position);
        }
    }

    private static bool AsBoolean(object? value, string where) => value switch
    {
        bool boolean => boolean,
        string text when text.Equals("true", StringComparison.OrdinalIgnoreCase) => true,
        string text when text.Equals("false", StringComparison.OrdinalIgnoreCase) => false,
        _ => throw new ExpressionException($"{where} needs true or false, but was given {ValueKinds.NameOf(value)}."),
    };
}
