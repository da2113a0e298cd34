using System.Globalization;
using System.Text;
using Pipeline.Stages.Runs;
using Pipeline.Stages.Secrets;

namespace Pipeline.Stages.Kernel;

/// <summary>
/// A step's log lines, masked, on their way to the stage's log. A step that runs again after a crash writes its lines again: each begins
/// with its time.
/// </summary>
internal sealed class StageLogBuffer(StageLogs logs, StageStepRequest request, TimeProvider time) : IStageLog
{
    private readonly Lock gate = new();
    private readonly StringBuilder lines = new();

    /// <summary>Takes secrets out of the lines; set before the stage is let at the log.</summary>
    public SecretMask Mask { get; set; } = SecretMask.None;

    /// <inheritdoc/>
    public void WriteLine(string text)
    {
        var now = time.GetUtcNow();
        var masked = Mask.Apply(text);
        lock (gate)
        {
            foreach (var line in masked.Split('\n'))
                lines.Append(CultureInfo.InvariantCulture, $"{now:yyyy-MM-ddTHH:mm:ss.fffZ} ").Append(line.TrimEnd('\r')).Append('\n');
        }
    }

    /// <summary>Writes out what has gathered.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        string text;
        lock (gate)
        {
            text = lines.ToString();
            lines.Clear();
        }

        if (text.Length > 0)
            await logs.AppendAsync(request.Run, request.Stage, request.Attempt, text, cancellationToken);
    }
}
