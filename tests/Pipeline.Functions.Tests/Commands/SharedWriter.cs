using System.Text;

namespace Pipeline.Functions.Tests.Commands;

/// <summary>The output of a command that is still at work, for others to read.</summary>
internal sealed class SharedWriter : TextWriter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        TaskCompletionSource written;
        lock (_lock)
        {
            _text.Append(buffer);
            (written, _written) = (_written, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        written.SetResult();
    }

    public override string ToString()
    {
        lock (_lock)
            return _text.ToString();
    }

    /// <summary>Waits until a text has been written.</summary>
    public async Task ContainsAsync(string text)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            Task written;
            lock (_lock)
                written = _written.Task;
            if (ToString().Contains(text, StringComparison.Ordinal))
                return;
            await written.WaitAsync(patience.Token);
        }
    }
}
