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
    /// <summary>Every attempt's last lines stay in the stage's document, which is read often.</summary>
    private const int MostAtEnd = 4096;

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
    public async ValueTask FlushAsync(CancellationToken cancellationToken) => await AppendAsync(Take(), cancellationToken);

    /// <summary>The last lines when they are few enough to be recorded with the stage's end; more are written out, and null is given.</summary>
    public async ValueTask<string?> EndAsync(CancellationToken cancellationToken)
    {
        var text = Take();
        if (text.Length is > 0 and <= MostAtEnd)
            return text;

        await AppendAsync(text, cancellationToken);
        return null;
    }

    private string Take()
    {
        lock (gate)
        {
            var text = lines.ToString();
            lines.Clear();
            return text;
        }
    }

    private async ValueTask AppendAsync(string text, CancellationToken cancellationToken)
    {
        if (text.Length > 0)
            await logs.AppendAsync(request.Run, request.Stage, request.Attempt, text, cancellationToken);
    }
}
