using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Definitions.Artifacts;
using Pipeline.Functions.Hosting;
using Pipeline.Stages;
using Pipeline.Stages.Artifacts;
using Pipeline.Stages.Runs;
using static Pipeline.Functions.Tests.Orchestrations.RunHarness;

namespace Pipeline.Functions.Tests.Orchestrations;

public abstract class RunArtifactTests(HostingMode mode) : RunBehaviour(mode)
{
    private static readonly Artifact Image = new() { Type = "docker/image", Name = "shop", Version = "1.0" };
    private static readonly Artifact Commit = new() { Type = "git/commit", Version = "abc" };
    private static readonly ExpectedArtifact AnImage = new() { Id = "image", Match = new() { Type = "docker/image" } };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_has_what_was_received_then_what_the_run_before_had_then_the_default()
    {
        await using var runs = await StartAsync();
        var pipeline = Define("p", Scripted("a")) with { Artifacts = [AnImage with { UsePrior = true, Default = Image with { Version = "default" } }] };

        var first = await BoundAsync(runs, pipeline);
        var second = await BoundAsync(runs, pipeline, Image, Commit);
        var third = await BoundAsync(runs, pipeline, Commit);
        var fourth = await BoundAsync(runs, pipeline);

        Assert.Equal(
            [("default", ArtifactSource.Default), ("1.0", ArtifactSource.Received), ("1.0", ArtifactSource.Prior), ("1.0", ArtifactSource.Prior)],
            new[] { first, second, third, fourth }.Select(bound => (bound.Artifact.Version!, bound.Source)));
    }

    [Fact]
    public async Task Run_before_counts_whatever_became_of_it()
    {
        await using var runs = await StartAsync();
        runs.Script.Fails("a");
        var pipeline = Define("p", Scripted("a")) with { Artifacts = [AnImage with { UsePrior = true }] };
        var failed = await StartAsync(runs, pipeline, null, Image);
        Assert.Equal(RunStatus.Terminal, (await runs.EndedAsync(failed.Id)).Run.Status);

        Assert.Equal(ArtifactSource.Prior, (await BoundAsync(runs, pipeline)).Source);
    }

    [Fact]
    public async Task Start_without_what_is_expected_starts_nothing_and_ties_no_key()
    {
        await using var runs = await StartAsync();
        var pipeline = Define("p", Scripted("a")) with { Artifacts = [AnImage] };

        var refused = await Assert.ThrowsAsync<ArtifactsRefusedException>(() => StartAsync(runs, pipeline, "k", Commit));

        Assert.Equal("image", Assert.Single(refused.Faults).Id);
        await foreach (var run in runs.Store.Index.ListAsync(null, null, null, Cancellation))
            Assert.Fail($"The run {run} was started.");
        var started = await StartAsync(runs, pipeline, "k", Image);
        Assert.Equal(1, started.Number);

        // The same start again is the same run, also when the pipeline has come to expect more; with other artifacts it is another start.
        var more = pipeline with { Artifacts = [AnImage, new() { Id = "chart", Match = new() { Type = "helm/chart" } }] };
        Assert.Equal(started.Id, (await StartAsync(runs, more, "k", Image)).Id);
        await Assert.ThrowsAsync<RunConflictException>(() => StartAsync(runs, pipeline, "k", Image with { Version = "1.1" }));
    }

    [Fact]
    public async Task Child_receives_what_the_stage_sees_and_hands_back_what_its_stages_published()
    {
        await using var runs = await StartAsync();
        runs.Pipelines.All["child"] = Define("child", Published("make", """{"type":"helm/chart","name":"shop"}""", "helm/chart")) with { Artifacts = [AnImage] };
        var parent = Define(
            "p",
            Published("build", """{"type":"docker/image","name":"shop","version":"2.0"}""", "docker/image"),
            Stage("run", "feature.run-pipeline", """{ "pipeline": "child" }""", "build") with { Produces = [new() { Id = "chart", Match = new() { Type = "helm/.*" } }] });

        var started = await StartAsync(runs, parent, null, Commit);
        var ended = await runs.EndedAsync(started.Id);

        Assert.Equal((RunStatus.Succeeded, null), (ended.Run.Status, ended.Run.Reason));
        var child = (await runs.Store.FindDetailsAsync((string)ended.Find("run")!.Outputs!["run"]!, Cancellation))!;
        Assert.Equal(new(started.Id, "build", 1), Assert.Single(child.Run.Artifacts).Artifact.Provenance);
        Assert.Equal(["docker/image", "git/commit"], child.Run.ReceivedArtifacts.Select(artifact => artifact.Type));
        var chart = Assert.Single(ended.Find("run")!.Artifacts);
        Assert.Equal((new ArtifactProvenance(child.Run.Id, "make", 1), "helm/chart"), (chart.Artifact.Provenance, chart.Artifact.Type));
    }

    [Fact]
    public async Task Stage_that_starts_a_run_can_say_which_artifacts_it_receives()
    {
        await using var runs = await StartAsync();
        runs.Pipelines.All["child"] = Define("child", Scripted("x")) with { Artifacts = [AnImage] };
        var parent = Define(
            "p",
            Published("build", """{"type":"docker/image","version":"2.0"}""", "docker/image"),
            Stage("both", "feature.run-pipeline", """{ "pipeline": "child" }""", "build") with { OnFailure = FailurePolicy.Ignore },
            Stage("one", "feature.run-pipeline", """{ "pipeline": "child", "artifacts": ["build"] }""", "build"),
            Stage("none", "feature.run-pipeline", """{ "pipeline": "child", "artifacts": ["other"] }""", "build") with { OnFailure = FailurePolicy.Ignore });

        var ended = await runs.EndedAsync((await StartAsync(runs, parent, null, Image)).Id);

        Assert.Equal(
            [(StageStatus.FailedContinue, "artifacts"), (StageStatus.Succeeded, null), (StageStatus.FailedContinue, "artifact-missing")],
            new[] { "both", "one", "none" }.Select(id => ended.Find(id)!).Select(stage => (stage.Status, stage.Error?.Code)));
        var child = await runs.Store.FindDocumentAsync((string)ended.Find("one")!.Outputs!["run"]!, Cancellation);
        Assert.Equal("2.0", Assert.Single(child!.ReceivedArtifacts).Version);
    }

    [Fact]
    public async Task Restarted_stage_publishes_anew_and_keeps_what_it_published_before_with_the_earlier_attempt()
    {
        await using var runs = await StartAsync();
        runs.Script.Steps["build"] = (execution, _) => new(new StageStep.Succeeded(new()
        {
            ["artifacts"] = new JsonArray(new JsonObject { ["type"] = "docker/image", ["version"] = $"{execution.Attempt}" }),
        }));
        var pipeline = Define(
            "p",
            Scripted("build") with { Produces = [AnImage] },
            Stage("deploy", "test.scripted", """{ "log": "Deploying ${artifacts.image.version}." }""", "build") with { Requires = ["image"] });
        var started = await StartAsync(runs, pipeline, null);
        await runs.EndedAsync(started.Id);

        await runs.Get<RunRestarts>().RestartAsync(started.Id, "build", "bob", Cancellation);
        var ended = await runs.UntilAsync(started.Id, details => details.Run.Generation == 2 && details.Run.EndedAt is not null);

        var build = ended.Find("build")!;
        Assert.Equal(("2", 2), (Assert.Single(build.Artifacts).Artifact.Version, build.Artifacts[0].Artifact.Provenance!.Attempt));
        Assert.Equal("1", Assert.Single(Assert.Single(build.EarlierAttempts).Artifacts).Artifact.Version);
        Assert.Equal("Deploying 2.", (string?)ended.Find("deploy")!.Inputs!["log"]);
    }

    [Fact]
    public async Task Contents_go_along_from_run_to_run_each_with_its_own()
    {
        await using var runs = await StartAsync();
        var content = EmbeddedContent.Create("manifest", new string('y', 10_000));
        var expected = new ExpectedArtifact { Id = "manifest", Match = new() { Type = "embedded/base64" }, UsePrior = true };
        var pipeline = Define("p", Scripted("a")) with { Artifacts = [expected] };

        var first = await BoundAsync(runs, pipeline, content);
        var second = await BoundAsync(runs, pipeline);

        var contents = runs.Get<ArtifactContents>();
        Assert.True(StoredContent.TryRead(first.Artifact, out var one));
        Assert.True(StoredContent.TryRead(second.Artifact, out var other));
        Assert.NotEqual(one.Run, other.Run);
        await contents.DeleteAsync(one.Run, Cancellation);
        Assert.Null(await contents.ReadAsync(one.Run, first.Artifact, Cancellation));
        Assert.Equal(new string('y', 10_000), Encoding.UTF8.GetString((await contents.ReadAsync(other.Run, second.Artifact, Cancellation))!.Value.Span));

        // What a caller from outside refers to is not followed.
        var stolen = await contents.KeepAsync(one.Run, second.Artifact, source: null, Cancellation);
        Assert.Null(await contents.ReadAsync(one.Run, stolen, Cancellation));
    }

    [Fact]
    public async Task Contents_of_a_start_that_never_came_to_be_are_swept_away()
    {
        await using var runs = await StartAsync();
        var (id, contents) = (RunId.New(runs.Time.GetUtcNow()), runs.Get<ArtifactContents>());
        await runs.Store.Index.ActivateAsync(id, runs.Time.GetUtcNow(), Cancellation);
        var kept = await contents.KeepAsync(id, EmbeddedContent.Create("manifest", new string('y', 10_000)), source: null, Cancellation);

        await runs.Get<RunSweep>().SweepAsync(Cancellation);
        Assert.NotNull(await contents.ReadAsync(id, kept, Cancellation));

        runs.Time.Advance(TimeSpan.FromMinutes(3));
        await runs.Get<RunSweep>().SweepAsync(Cancellation);
        Assert.Null(await contents.ReadAsync(id, kept, Cancellation));
    }

    [Fact]
    public async Task Artifacts_are_found_in_the_newest_run_that_its_starter_may_see_and_not_in_the_looking_one()
    {
        await using var runs = await StartAsync();
        var build = Define("build", Published("make", """{"type":"docker/image","version":"1"}""", "docker/image"));
        await runs.EndedAsync((await StartAsync(runs, build, null)).Id);
        var newest = await StartAsync(runs, build, null, Commit);
        await runs.EndedAsync(newest.Id);
        const string Wanted = """{ "pipeline": "build", "artifacts": [{ "type": "docker/image" }, { "type": "git/commit" }] }""";
        const string Own = """{ "pipeline": "p", "statuses": ["RUNNING"], "artifacts": [{ "type": "x" }] }""";
        var finding = Stage("find", "feature.find-artifact-from-execution", Wanted) with { Produces = [AnImage] };
        var self = Stage("self", "feature.find-artifact-from-execution", Own) with { OnFailure = FailurePolicy.Ignore };

        var ended = await runs.EndedAsync((await StartAsync(runs, Define("p", finding, self), null)).Id);

        Assert.Equal((newest.Id, StageStatus.Succeeded), ((string?)ended.Find("find")!.Outputs!["run"], ended.Find("find")!.Status));
        Assert.Equal(new ArtifactProvenance(newest.Id, "make", 1), Assert.Single(ended.Find("find")!.Artifacts).Artifact.Provenance);
        Assert.Equal("run-missing", ended.Find("self")!.Error!.Code);

        runs.Pipelines.Forbidden = "ann";
        ended = await runs.EndedAsync((await StartAsync(runs, Define("q", finding), null)).Id);
        Assert.Equal("forbidden", ended.Find("find")!.Error!.Code);
    }

    private static StageDefinition Published(string id, string artifact, string type) =>
        Stage(id, "test.scripted", $$"""{ "outputs": { "artifacts": [{{artifact}}] } }""") with { Produces = [new() { Id = id, Match = new() { Type = type } }] };

    private static async Task<BoundArtifact> BoundAsync(RunHarness runs, PipelineDefinition pipeline, params Artifact[] artifacts)
    {
        var started = await StartAsync(runs, pipeline, null, artifacts);
        return Assert.Single((await runs.EndedAsync(started.Id)).Run.Artifacts);
    }

    private static Task<StartedRun> StartAsync(RunHarness runs, PipelineDefinition pipeline, string? key, params Artifact[] artifacts)
    {
        // Runs of the same millisecond have no order.
        runs.Time.Advance(TimeSpan.FromMilliseconds(1));
        var start = new RunStart
        {
            Definition = pipeline,
            Revision = 1,
            Artifacts = artifacts,
            Trigger = new() { Type = "manual" },
            StartedBy = "ann",
            IdempotencyKey = key,
        };
        return runs.Get<RunStarter>().StartAsync(start, Cancellation);
    }
}

public sealed class EmbeddedRunArtifactTests() : RunArtifactTests(HostingMode.Embedded);

public sealed class HostedRunArtifactTests() : RunArtifactTests(HostingMode.Functions);
