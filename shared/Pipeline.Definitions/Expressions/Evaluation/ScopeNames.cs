using Pipeline.Definitions.Expressions.Members;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Evaluation;

/// <summary>What names stand for: variables and stages, properties of values, and elements of lists and maps.</summary>
internal sealed class ScopeNames(ExpressionScope scope)
{
    /// <exception cref="ExpressionException">Nothing has this name.</exception>
    public object? Get(string name)
    {
        if (TryGet(name, out var value)) return value;
        throw new ExpressionException(
            $"There is no variable or stage '{name}'.{Suggestion.For(name, Known())} To keep the text as it is, write ${{'${{{name}}}'}}.");
    }

    private bool TryGet(string name, out object? value)
    {
        value = null;
        if (name == "secrets")
        {
            value = new SecretStore(scope.SecretNames);
            return true;
        }
        if (scope.Variables.TryGetValue(name, out var node))
        {
            value = JsonValues.Read(node);
            return true;
        }
        if (name == "stages")
        {
            var stages = new BuiltMap();
            foreach (var each in scope.Stages) stages.With(each.Id, StageValue.Of(each));
            value = stages;
            return true;
        }
        if (StageValue.Find(scope, name) is not { } stage) return false;
        value = JsonValues.Read(stage.Outputs);
        return true;
    }

    /// <param name="target">What the property is read from; not null.</param>
    /// <param name="name">The property.</param>
    /// <param name="nullSafe">Whether a missing entry of a map is null.</param>
    /// <param name="context">The evaluation.</param>
    /// <exception cref="ExpressionException">There is no such property.</exception>
    public object? Property(object target, string name, bool nullSafe, EvaluationContext context)
    {
        switch (target)
        {
            case ScopeRoot: return Get(name);
            case SecretStore secrets: return secrets.Get(name);
            case Types.AllowedType type: return type.Constant(name);
            case MapValue map:
                if (map.TryGet(name, out var value)) return name == StoredReferences.Field ? StoredReferences.Of(map, value, context) : value;
                return nullSafe ? null : throw new ExpressionException(
                    $"There is no '{name}' here.{Suggestion.For(name, map.Keys)} Write '?.{name}' where it may be missing.");
            case ListValue list when name == "length":
                return (long)list.Count;
            default:
                var methods = MemberMethods.Of(target);
                var getter = methods.Find($"get{char.ToUpperInvariant(name[0])}{name[1..]}") ?? methods.Find($"is{char.ToUpperInvariant(name[0])}{name[1..]}");
                if (getter is { Least: 0 }) return methods.Invoke(context, ValueKinds.NameOf(target), getter.Name, target, []);
                var hint = methods.Find(name) is not null ? $" It has a method: {name}(…)." : target is ListValue ? $" To read it from every item, write .![{name}]." : "";
                throw new ExpressionException($"{ValueKinds.NameOf(target)} has no property '{name}'.{hint}");
        }
    }

    /// <exception cref="ExpressionException">The index is of the wrong kind or out of range.</exception>
    public object? Element(object target, object? index, EvaluationContext context)
    {
        switch (target, index)
        {
            case (ScopeRoot or SecretStore, string name): return Property(target, name, nullSafe: false, context);
            case (MapValue map, StoredReferences.Field): return StoredReferences.Of(map, map.Get(StoredReferences.Field), context);
            case (MapValue map, _): return map.Get(MapMembers.KeyOf(index));
            case (ListValue list, long position):
                return position >= 0 && position < list.Count ? list[(int)position] : throw new ExpressionException($"Index {position} is outside the list of {list.Count}.");
            case (string text, long position):
                return position >= 0 && position < text.Length ? text[(int)position].ToString() : throw new ExpressionException($"Index {position} is outside the text of {text.Length} characters.");
            case (ListValue or string, _): throw new ExpressionException($"An index must be a whole number, but is {ValueKinds.NameOf(index)}.");
            default: throw new ExpressionException($"{ValueKinds.NameOf(target)} cannot be indexed.");
        }
    }

    private IEnumerable<string> Known() =>
        scope.Variables.Keys.Concat(["secrets", "stages"]).Concat(scope.Stages.Select(stage => stage.Id)).Concat(scope.Stages.Select(stage => stage.Name));
}
