using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Definitions.Artifacts;
using Pipeline.Stages.Kernel;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Tests.Kernel;

/// <summary>What a stage must find to start and leave to end well, and what it sees of artifacts.</summary>
public sealed class StageArtifactTests
{
    private static readonly Artifact Image = new() { Type = "docker/image", Name = "shop/checkout", Version = "1.0" };
    private static readonly StageDefinition Producing = new() { Id = "a", Type = "test.acting", Produces = [new() { Id = "image", Match = new() { Type = "docker/image" } }] };
    private static readonly StageDefinition Requiring = new() { Id = "b", Type = "test.acting", DependsOn = ["a"], Join = JoinRule.AllDone, Requires = ["image"] };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stage_publishes_what_is_in_its_own_outputs_with_its_provenance()
    {
        await using var kernel = await ActingAsync(Producing, """[{"type":"git/commit","version":"abc"},{"type":"docker/image","name":"shop/checkout","version":"1.0"}]""");

        Assert.Equal(StageStatus.Succeeded, (await kernel.StepAsync()).Ended!.Status);

        Assert.Equal([new("image", Image with { Provenance = new(kernel.Run, "a", 1) }, ArtifactSource.Produced)], (await kernel.StageAsync()).Artifacts);
        Assert.Contains("Published 'image': docker/image shop/checkout version 1.0", await kernel.LogAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null", "produced no artifact that matches 'image' (type docker/image), and it has no default. It produced none.")]
    [InlineData("[]", "It produced none.")]
    [InlineData("""[{"type":"helm/chart"}]""", "It produced: helm/chart.")]
    [InlineData("""[{"type":"docker/image","version":"1"},{"type":"docker/image","version":"2"}]""", "may be any of 2 artifacts")]
    [InlineData("\"none\"", "The stage's output artifacts cannot be used. Artifacts are a list.")]
    [InlineData("""[{"type":"docker/image"},{}]""", "The stage's output artifacts[1] cannot be used.")]
    public async Task Stage_that_did_not_produce_what_it_says_fails_and_keeps_its_outputs(string artifacts, string reason)
    {
        await using var kernel = await ActingAsync(Producing, artifacts);

        Assert.Equal(StageStatus.Terminal, (await kernel.StepAsync()).Ended!.Status);

        var stage = await kernel.StageAsync();
        Assert.Equal("artifact-not-produced", stage.Error!.Code);
        Assert.Contains(reason, stage.Error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(stage.Error.Details!["artifacts"]!.AsArray());
        Assert.Equal("kept", (string?)stage.Outputs!["other"]);
        Assert.Empty(stage.Artifacts);
    }

    [Fact]
    public async Task What_a_missing_product_means_is_what_the_author_says_of_failures()
    {
        await using var kernel = await ActingAsync(Producing with { OnFailure = FailurePolicy.Ignore }, "[]");

        Assert.Equal(StageStatus.FailedContinue, (await kernel.StepAsync()).Ended!.Status);
    }

    [Fact]
    public async Task Default_stands_in_for_what_was_not_produced()
    {
        await using var kernel = await ActingAsync(Producing with { Produces = [Producing.Produces[0] with { Default = Image }] }, "[]");

        await kernel.StepAsync();

        Assert.Equal([new("image", Image, ArtifactSource.Default)], (await kernel.StageAsync()).Artifacts);
    }

    [Fact]
    public async Task Stage_that_failed_by_itself_publishes_nothing()
    {
        await using var kernel = await KernelFixture.StartAsync(Producing);
        kernel.Act = (_, _) => new(new StageStep.Failed(new("boom", "It broke."), new() { ["artifacts"] = JsonNode.Parse("""[{"type":"docker/image"}]""") }));

        await kernel.StepAsync();

        var stage = await kernel.StageAsync();
        Assert.Equal(("boom", 0), (stage.Error!.Code, stage.Artifacts.Count));
    }

    [Fact]
    public async Task Stage_cannot_claim_that_its_artifact_was_made_elsewhere()
    {
        await using var kernel = await ActingAsync(Producing, """[{"type":"docker/image","provenance":{"run":"another","stage":"build","attempt":7}}]""");

        await kernel.StepAsync();

        Assert.Equal(new(kernel.Run, "a", 1), Assert.Single((await kernel.StageAsync()).Artifacts).Artifact.Provenance);
    }

    [Fact]
    public async Task Secret_does_not_get_into_an_artifact()
    {
        await using var kernel = await KernelFixture.StartAsync(Producing with { With = new() { ["text"] = "${secrets.token}" } });
        kernel.Act = (execution, _) => new(new StageStep.Succeeded(new() { ["artifacts"] = new JsonArray(new JsonObject { ["type"] = "docker/image", ["name"] = execution.Input.Text }) }));

        await kernel.StepAsync();

        Assert.Equal("***", Assert.Single((await kernel.StageAsync()).Artifacts).Artifact.Name);
    }

    [Fact]
    public async Task Stage_starts_when_what_it_requires_was_published_upstream_and_reads_it()
    {
        await using var kernel = await ActingAsync(
            Producing,
            """[{"type":"docker/image","name":"shop/checkout","version":"1.0"}]""",
            Requiring with { With = new() { ["text"] = "${artifacts.image.name}:${#resolveArtifactByType('docker/image').version}" } });

        await kernel.StepAsync();
        var seen = StageArtifacts.None;
        kernel.Act = (execution, _) =>
        {
            seen = execution.Artifacts;
            return new(new StageStep.Succeeded());
        };

        Assert.Equal(StageStatus.Succeeded, (await StepBehindAsync(kernel)).Ended!.Status);
        Assert.Equal("shop/checkout:1.0", (string?)(await StageAsync(kernel, "b")).Inputs!["text"]);
        Assert.Equal("shop/checkout", seen.Find("image")?.Name);
        Assert.Null(seen.Find("other"));
    }

    [Theory]
    [InlineData("${false}", "The artifact 'image' is missing: stage 'a', which produces it, is SKIPPED (enabledIf is false: ${false}).")]
    [InlineData(null, "The artifact 'image' is missing: stage 'a', which produces it, has not run.")]
    public async Task Stage_without_what_it_requires_fails_and_says_where_it_should_have_come_from(string? enabledIf, string message)
    {
        await using var kernel = await KernelFixture.StartAsync(Producing with { EnabledIf = enabledIf }, others: Requiring with { OnFailure = FailurePolicy.FailBranch });
        kernel.Act = (_, _) => throw new InvalidOperationException("The stage must not be carried out.");
        if (enabledIf is not null)
            await kernel.StepAsync();

        Assert.Equal(StageStatus.Stopped, (await StepBehindAsync(kernel)).Ended!.Status);

        var stage = await StageAsync(kernel, "b");
        Assert.Equal(("artifact-missing", message), (stage.Error!.Code, stage.Error.Message));
        Assert.Equal("""["image"]""", stage.Error.Details!["artifacts"]!.ToJsonString());
    }

    [Fact]
    public async Task Stage_that_is_skipped_asks_for_no_artifact()
    {
        await using var kernel = await KernelFixture.StartAsync(new() { Id = "a", Type = "test.acting", Requires = ["image"], EnabledIf = "${false}" });

        Assert.Equal(StageStatus.Skipped, (await kernel.StepAsync()).Ended!.Status);
    }

    [Fact]
    public async Task Run_without_an_artifact_that_its_pipeline_expects_is_to_be_started_anew()
    {
        await using var kernel = await KernelFixture.StartAsync(new() { Id = "a", Type = "test.acting", Requires = ["image"] });

        await kernel.StepAsync();

        Assert.Contains("(spec.artifacts), but this run was started without it. Start a new run.", (await kernel.StageAsync()).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Artifact_of_a_stage_that_is_not_upstream_is_not_seen()
    {
        await using var kernel = await ActingAsync(
            Producing,
            """[{"type":"docker/image"}]""",
            new StageDefinition { Id = "b", Type = "test.acting", With = new() { ["text"] = "${artifacts.size()}" } });

        await kernel.StepAsync();
        await StepBehindAsync(kernel);

        Assert.Equal("0", (await StageAsync(kernel, "b")).Inputs!["text"]!.ToJsonString());
    }

    [Theory]
    [InlineData("${artifacts.app.version}", "1.0")]
    [InlineData("${trigger.artifacts.![type].join(',')}", "docker/image,git/commit")]
    [InlineData("${trigger.resolvedExpectedArtifacts[0].id + trigger.resolvedExpectedArtifacts[0].boundArtifact.version}", "app1.0")]
    [InlineData("${#triggerResolvedArtifact('shop/checkout').version}", "1.0")]
    [InlineData("${#triggerResolvedArtifactByType('git/commit').version}", "abc")]
    [InlineData("${#resolvedArtifacts().size().toString()}", "2")]
    public async Task Expressions_see_what_the_run_was_started_with(string expression, string value)
    {
        await using var kernel = await KernelFixture.StartAsync(new() { Id = "a", Type = "test.acting", Requires = ["app"], With = new() { ["text"] = expression } });
        await GiveAsync(kernel, [new("app", Image, ArtifactSource.Received)], [Image, new() { Type = "git/commit", Version = "abc" }]);

        await kernel.StepAsync();

        var stage = await kernel.StageAsync();
        Assert.Equal((null, value), (stage.Error?.Message, (string?)stage.Inputs?["text"]));
    }

    [Fact]
    public async Task Long_content_is_moved_to_storage_and_expressions_read_it_as_if_it_were_not()
    {
        var text = new string('x', 5_000);
        var carried = Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        await using var kernel = await ActingAsync(
            Producing with { Produces = [new() { Id = "image", Match = new() { Type = "embedded/base64" } }] },
            $$"""[{"type":"embedded/base64","name":"manifest","reference":"{{carried}}"},{"type":"x","reference":"{{carried}}"}]""",
            Requiring with { With = new() { ["text"] = "${#fromBase64(artifacts.image.reference).substring(4990)}", ["number"] = "${artifacts.image.reference.length()}" } });

        await kernel.StepAsync();
        await StepBehindAsync(kernel);

        var artifact = Assert.Single((await kernel.StageAsync()).Artifacts).Artifact;
        Assert.True(StoredContent.TryRead(artifact, out var content));
        Assert.Equal((kernel.Run, "manifest"), (content.Run, artifact.Name));
        var outputs = (await kernel.StageAsync()).Outputs!["artifacts"]!;
        Assert.Equal(("remote/base64", artifact.Reference), ((string?)outputs[0]!["type"], (string?)outputs[0]!["reference"]));
        Assert.Equal(carried, (string?)outputs[1]!["reference"]);
        var inputs = (await StageAsync(kernel, "b")).Inputs!;
        Assert.Equal(("xxxxxxxxxx", carried.Length), ((string?)inputs["text"], (int)(long)inputs["number"]!));
    }

    [Fact]
    public async Task Reference_to_a_content_of_another_run_leads_nowhere()
    {
        var reference = $"ref://{RunId.New(DateTimeOffset.UnixEpoch)}/{new string('0', 64)}";
        await using var kernel = await KernelFixture.StartAsync(new() { Id = "a", Type = "test.acting", With = new() { ["text"] = $"${{#fetchReference('{reference}')}}" } });

        await kernel.StepAsync();

        Assert.Contains("is not one of this run's artifacts", (await kernel.StageAsync()).Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, null)]
    [InlineData(17, "outputs-too-large")]
    public async Task Contents_may_be_larger_than_other_outputs_but_not_endless(int mebibytes, string? code)
    {
        await using var kernel = await ActingAsync(
            new() { Id = "a", Type = "test.acting" },
            new JsonArray([.. Enumerable.Range(0, mebibytes).Select(_ => new JsonObject { ["type"] = "embedded/base64", ["reference"] = new string('a', 1024 * 1024) })]).ToJsonString());

        await kernel.StepAsync();

        Assert.Equal(code, (await kernel.StageAsync()).Error?.Code);
    }

    private static async Task<KernelFixture> ActingAsync(StageDefinition stage, string artifacts, params StageDefinition[] others)
    {
        var kernel = await KernelFixture.StartAsync(stage, others: others);
        kernel.Act = (_, _) => new(new StageStep.Succeeded(new() { ["artifacts"] = JsonNode.Parse(artifacts), ["other"] = "kept" }));
        return kernel;
    }

    private static async Task GiveAsync(KernelFixture kernel, IReadOnlyList<BoundArtifact> bound, IReadOnlyList<Artifact> received) => await kernel.Store.ChangeAsync(
        kernel.Run,
        snapshot => (
            new RunChange(new RunEvent { Time = kernel.Time.GetUtcNow(), Type = RunEventTypes.RunStarted }) { Run = snapshot.Run with { Artifacts = bound, ReceivedArtifacts = received } },
            0),
        Cancellation);

    private static Task<StageStepResult> StepBehindAsync(KernelFixture kernel) => kernel.Kernel.ExecuteAsync(kernel.Request() with { Stage = "b" }, Cancellation);

    private static async Task<StageDocument> StageAsync(KernelFixture kernel, string stage) => (await kernel.Store.GetAsync(kernel.Run, Cancellation)).Documents[stage];
}
