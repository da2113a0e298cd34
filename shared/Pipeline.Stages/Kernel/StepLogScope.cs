using System.Collections;
using System.Diagnostics;
using System.Globalization;

namespace Pipeline.Stages.Kernel;

/// <summary>What every log entry of a step carries: whose it is.</summary>
internal sealed class StepLogScope(StageStepRequest request, ActivityTraceId trace) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 4;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("run", request.Run),
        1 => new("stage", request.Stage),
        2 => new("attempt", request.Attempt),
        3 => new("trace", trace.ToHexString()),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
            yield return this[index];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"run {request.Run}, stage {request.Stage}, attempt {request.Attempt}, trace {trace.ToHexString()}");
}
