using Microsoft.Extensions.DependencyInjection;
using Pipeline.Definitions;
using Pipeline.Durable.Replay;
using Pipeline.Durable.Serialization;
using Pipeline.Functions.Orchestrations;
using Pipeline.Functions.Tests.Orchestrations;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;
using static Pipeline.Functions.Tests.Orchestrations.RunHarness;

namespace Pipeline.Functions.Tests.Histories;

/// <summary>
/// What a run began under one build, the next one finishes. To record what a new release writes, run these tests with PIPELINE_RECORD_HISTORIES
/// set to this folder's path plus the release, for example <c>…/Histories/0.1</c>.
/// </summary>
public sealed class RecordedRunTests
{
    private const string WaitingRun = "waiting-at-an-approval.backup";
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Histories");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Histories() => Files("*.jsonl");

    public static TheoryData<string> Backups() => Files(WaitingRun);

    [Theory]
    [MemberData(nameof(Histories))]
    public void Recorded_history_of_a_run_replays(string file)
    {
        using var reader = File.OpenText(Path.Combine(Folder, file));
        HistoryReplay.Verify(Executor(), RecordedHistory.Read(reader));
    }

    [Fact]
    public async Task Histories_of_this_build_are_written_read_back_and_replayed()
    {
        var histories = await RecordedRuns.RecordAsync();

        foreach (var (name, history) in histories)
        {
            var text = new StringWriter();
            RecordedHistory.Write(text, history);
            var read = RecordedHistory.Read(new StringReader(text.ToString()));
            Assert.Equal(history, read);
            HistoryReplay.Verify(Executor(), read);
            if (Release() is { } release)
                await File.WriteAllTextAsync(Path.Combine(release, name + ".jsonl"), text.ToString(), Cancellation);
        }
    }

    [Theory]
    [MemberData(nameof(Backups))]
    public async Task Run_that_waits_at_an_approval_under_one_build_finishes_under_the_next(string backup)
    {
        var folder = new TemporaryFolder();
        await StorageBackup.RestoreAsync(Path.Combine(Folder, backup), Path.Combine(folder.Path, "data"), Cancellation);
        await using var runs = await StartAsync(folder, "data");

        await FinishAsync(runs);
    }

    [Fact]
    public async Task Run_that_waits_at_an_approval_finishes_after_a_restore()
    {
        using var made = new TemporaryFolder();
        var backup = Path.Combine(made.Path, WaitingRun);
        await using (var before = await StartAsync())
        {
            await WaitAsync(before);
            await StorageBackup.CreateAsync(before.Folder, backup, Cancellation);
        }

        if (Release() is { } release)
            File.Copy(backup, Path.Combine(release, WaitingRun), overwrite: true);
        var folder = new TemporaryFolder();
        await StorageBackup.RestoreAsync(backup, Path.Combine(folder.Path, "data"), Cancellation);
        await using var runs = await StartAsync(folder, "data");
        await FinishAsync(runs);
    }

    /// <summary>A run with a finished stage, one of two approvals given, and a wait beside it.</summary>
    private static async Task WaitAsync(RunHarness runs)
    {
        var run = await runs.RunAsync(
            Stage("build", ScriptedStage.Type.Name, """{ "outputs": { "image": "shop:1.2" } }"""),
            Stage("approve", "feature.approval", """{ "quorum": 2 }""", "build"),
            Stage("soak", "feature.wait", """{ "duration": "2h" }""", "build"),
            Stage("deploy", ScriptedStage.Type.Name, """{ "outputs": { "deployed": "${build.image}" } }""", "approve", "soak"));
        await runs.WaitingAsync(run, "soak");
        await runs.WaitingAsync(run, "approve");
        await runs.DecideAsync(run, "approve", "bob");
    }

    private static async Task FinishAsync(RunHarness runs)
    {
        string? run = null;
        await foreach (var (active, _) in runs.Store.Index.ListActiveAsync(Cancellation))
            run = active;
        Assert.NotNull(run);

        await runs.DecideAsync(run, "approve", "carol");
        var ended = await runs.EndedAfterAsync(run, TimeSpan.FromHours(2));

        Assert.Equal(RunStatus.Succeeded, ended.Run.Status);
        Assert.Equal(["bob", "carol"], ended.Find("approve")!.Votes.Select(vote => vote.By));
        Assert.Equal("shop:1.2", ended.Find("deploy")!.Outputs!["deployed"]!.GetValue<string>());
        Assert.Equal(["deploy/1/0"], runs.Script.Executed);
    }

    private static TheoryData<string> Files(string pattern) =>
        [.. Directory.EnumerateFiles(Folder, pattern, SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Folder, path)).Order()];

    private static string? Release() => Environment.GetEnvironmentVariable("PIPELINE_RECORD_HISTORIES");

    private static OrchestratorExecutor Executor() =>
        new(Registry(), new JsonDataConverter(OrchestrationJson.Default), new ServiceCollection().BuildServiceProvider());
}
