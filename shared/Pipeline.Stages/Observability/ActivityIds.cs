using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Pipeline.Stages.Observability;

/// <summary>
/// Gives activities ids that are known beforehand. .NET makes a span's id at random when it starts; that of a run or a stage must be the same in
/// every process that works on it. So a private field is set, as DurableTask.Core does; on a runtime that has no such field nothing happens, and
/// only the span's place under its parent is lost.
/// </summary>
internal static class ActivityIds
{
    [ThreadStatic]
    private static ActivityTraceId? next;

    static ActivityIds()
    {
        var others = Activity.TraceIdGenerator;
        Activity.TraceIdGenerator = () => next ?? others?.Invoke() ?? ActivityTraceId.CreateRandom();
    }

    /// <summary>
    /// Makes something in which new traces have this id. In a sampler's eyes too, so that one that samples by the trace's id says the same in
    /// every process.
    /// </summary>
    public static T WithTraceId<T>(ActivityTraceId id, Func<T> make)
    {
        next = id;
        try
        {
            return make();
        }
        finally
        {
            next = null;
        }
    }

    /// <summary>Sets the span's id of a started activity whose id nobody has read yet; false when that is impossible here.</summary>
    public static bool TrySetSpanId(Activity activity, ActivitySpanId id)
    {
        try
        {
            Set(activity, id.ToHexString());
            return activity.SpanId == id;
        }
        catch (MissingFieldException)
        {
            return false;
        }
    }

    // The exception comes when this method is compiled: it must be one of its own.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Set(Activity activity, string id) => SpanId(activity) = id;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_spanId")]
    private static extern ref string? SpanId(Activity activity);
}
