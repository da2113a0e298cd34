using Microsoft.Extensions.DependencyInjection;
using Pipeline.Durable.Replay;
using Pipeline.Durable.Serialization;
using Pipeline.Durable.Tests.Model;
using static Pipeline.Durable.Tests.Model.ExecutionHarness;

namespace Pipeline.Durable.Tests.Histories;

/// <summary>
/// Histories of every release replay under the current engine. To record those of a new release, run the tests with
/// PIPELINE_RECORD_HISTORIES set to this folder's path plus the release's prefix, for example <c>…/Histories/0.1</c>.
/// </summary>
public sealed class RecordedHistoryTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Histories");

    public static TheoryData<string> Files() =>
        [.. Directory.EnumerateFiles(Folder, "*.jsonl").Select(path => Path.GetFileName(path)!).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_recorded_history_replays(string file)
    {
        using var reader = File.OpenText(Path.Combine(Folder, file));
        HistoryReplay.Verify(Executor(HistoryOrchestrators.Registry()), RecordedHistory.Read(reader));
    }

    [Fact]
    public void A_history_is_written_and_read_back_whole()
    {
        var folder = Environment.GetEnvironmentVariable("PIPELINE_RECORD_HISTORIES");
        foreach (var (name, execution) in HistoryOrchestrators.Recordings())
        {
            var text = new StringWriter();
            RecordedHistory.Write(text, execution.History);
            var read = RecordedHistory.Read(new StringReader(text.ToString()));

            Assert.Equal(execution.History, read);
            HistoryReplay.Verify(execution.Executor, read);
            if (folder is not null)
                File.WriteAllText($"{folder}-{name}.jsonl", text.ToString());
        }
    }

    [Theory]
    [InlineData(false)] // the history waits at its timer
    [InlineData(true)] // the history is finished
    public void A_history_that_the_code_has_left_is_named(bool finished)
    {
        var recorded = ExecutionHarness.For(async context =>
        {
            await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            return "before";
        });
        recorded.Start();
        if (finished)
            recorded.Turn(Fired(0));

        var more = new DurableTaskRegistry().AddOrchestratorFunc<object?, string>("Test", async (context, _) =>
        {
            var timer = context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            if (!finished)
                _ = context.CallActivityAsync("Extra");
            await timer;
            return "after";
        });
        var error = Assert.Throws<NonDeterministicOrchestrationException>(() => HistoryReplay.Verify(Executor(more), recorded.History));
        Assert.Contains(finished ? "after" : "activity 'Extra' (event 1)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_history_without_a_start_is_refused() =>
        Assert.Throws<ArgumentException>(() => HistoryReplay.Verify(Executor(HistoryOrchestrators.Registry()), []));

    private static OrchestratorExecutor Executor(DurableTaskRegistry registry) =>
        new(registry, JsonDataConverter.BuiltIn, new ServiceCollection().BuildServiceProvider());
}
