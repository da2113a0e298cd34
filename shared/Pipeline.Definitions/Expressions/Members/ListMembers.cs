using Pipeline.Definitions.Expressions.Evaluation;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Members;

/// <summary>The methods of lists: those of java.util.List that change nothing, and <c>join</c>, <c>first</c> and <c>last</c>.</summary>
internal static class ListMembers
{
    public static Callables Methods { get; } = new()
    {
        { "size", 0, call => (long)Own(call).Count },
        { "isEmpty", 0, call => Own(call).Count == 0 },
        { "get", 1, call => Own(call)[call.Within(0, 0, Own(call).Count - 1)] },
        { "first", 0, call => End(call, last: false) },
        { "last", 0, call => End(call, last: true) },
        { "getFirst", 0, call => End(call, last: false) },
        { "getLast", 0, call => End(call, last: true) },
        { "contains", 1, call => IndexOf(call) >= 0 },
        { "containsAll", 1, call => call.Is<ListValue>(0, "a list").Items.All(wanted => Own(call).Items.Any(item => Comparison.AreEqual(item, wanted, call.Context))) },
        { "indexOf", 1, call => (long)IndexOf(call) },
        { "subList", 2, SubList },
        { "reversed", 0, call => Made(call, Own(call).Items.Reverse()) },
        { "join", 0, 1, call => Join(Own(call).Items, call.Count > 0 ? call.Value(0) : ",", call.Context) },
        ScalarMembers.Common,
    };

    /// <summary>The items as text with a separator between them.</summary>
    public static object Join(IEnumerable<object?> items, object? separator, EvaluationContext context)
    {
        var between = TextForm.Of(separator, context);
        var pieces = new List<object>();
        long length = 0;
        foreach (var item in items)
        {
            if (pieces.Count > 0) Add(between);
            else pieces.Add("");
            Add(TextForm.Of(item, context));
        }
        return SecretText.Concat(pieces);

        void Add(object text)
        {
            context.CheckText(length += text is SecretText secret ? secret.Length : ((string)text).Length);
            pieces.Add(text);
        }
    }

    private static ListValue Own(Call call) => call.Target<ListValue>();

    private static BuiltList Made(Call call, IEnumerable<object?> items)
    {
        call.Context.CheckElements(Own(call).Count);
        return new BuiltList([.. items]);
    }

    private static object? End(Call call, bool last) => Own(call) is { Count: > 0 } list ? list[last ? list.Count - 1 : 0] : throw call.Fail("the list is empty.");

    private static int IndexOf(Call call)
    {
        var list = Own(call);
        for (var index = 0; index < list.Count; index++)
        {
            if (Comparison.AreEqual(list[index], call.Value(0), call.Context)) return index;
        }
        return -1;
    }

    private static object SubList(Call call)
    {
        var end = call.Within(1, 0, Own(call).Count);
        var begin = call.Within(0, 0, end);
        return Made(call, Own(call).Items.Skip(begin).Take(end - begin));
    }
}
