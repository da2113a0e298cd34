using Pipeline.Definitions.Artifacts;
using Pipeline.Stages.Jobs;
using Pipeline.Stages.Jobs.CustomJobs;
using Pipeline.Stages.Tests.Clusters;

namespace Pipeline.Stages.Tests.Jobs;

/// <summary>Jobs in a simulated cluster.</summary>
public sealed class RunJobStageTests : IAsyncLifetime
{
    private ClusterRegionsFixture _cluster = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await ClusterRegionsFixture.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task An_image_and_its_command_are_run_followed_and_cleaned_up()
    {
        var stage = Stage(""" "image":"busybox:1","command":["sh","-c","echo hello; echo PIPELINE_PROPERTY_SCHEMA=42; echo done"] """);

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        Assert.Equal(["hello", "PIPELINE_PROPERTY_SCHEMA=42", "done"], stage.Log.Where(line => line is "hello" or "done" || line.StartsWith("PIPELINE", StringComparison.Ordinal)));
        Assert.Equal("42", (string?)stage.Outputs!["properties"]!["SCHEMA"]);
        Assert.Equal(1, (int)stage.Outputs["jobStatus"]!["succeeded"]!);
        Assert.Equal("created deleted", string.Join(' ', stage.Outputs["changes"]!.AsArray().Select(change => (string)change!["action"]!)));
        Assert.Empty(await _cluster.NamesAsync("batch/v1", "Job"));
    }

    /// <summary>Every step is run twice, as after a crash before its end was recorded.</summary>
    [Theory]
    [InlineData("""["sh","-c","echo one; sleep 0.2; echo two"]""", true)]
    [InlineData("""["sh","-c","echo one; exit 3"]""", false)]
    public async Task A_process_that_dies_after_any_step_runs_one_job_and_tells_its_end(string command, bool succeeds)
    {
        var stage = Stage($$""" "image":"busybox:1","command":{{command}} """);
        var made = new HashSet<string>();
        StageStep step;
        do
        {
            await stage.LoseStepAsync();
            made.UnionWith(await _cluster.NamesAsync("batch/v1", "Job"));
            step = await stage.NextAsync();
        }
        while (step is StageStep.Again);

        Assert.Equal(succeeds, step is StageStep.Succeeded);
        Assert.Single(made);
        Assert.Empty(await _cluster.NamesAsync("batch/v1", "Job"));
    }

    [Fact]
    public async Task Lines_that_come_while_it_runs_are_taken_over_once()
    {
        var stage = Stage(""" "image":"busybox:1","command":["sh","-c","echo a; echo b; sleep 0.3; echo c; sleep 0.3; echo d"] """);

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        Assert.Equal("abcd", string.Concat(stage.Log.Where(line => line.Length == 1)));
        Assert.True(stage.Pauses.Count(pause => pause > TimeSpan.Zero) > 2, "The stage did not follow the log.");
    }

    [Fact]
    public async Task A_failure_is_told_with_exit_code_and_last_lines_and_the_job_may_stay()
    {
        var stage = Stage(""" "image":"busybox:1","command":["sh","-c","echo no disk; exit 3"],"cleanup":"on-success" """);

        var failed = Assert.IsType<StageStep.Failed>(await stage.RunAsync());

        Assert.Equal("job-failed", failed.Error.Code);
        Assert.Matches("^Job shop/call-[0-9a-f]{8}: The job failed \\(BackoffLimitExceeded\\): Job has reached the specified backoff limit\\. Pod call-.*: Container 'job' ended with exit code 3", failed.Error.Message);
        Assert.Contains("no disk", (string)failed.Error.Details!["log"]!, StringComparison.Ordinal);
        Assert.Single(await _cluster.NamesAsync("batch/v1", "Job"));
    }

    [Fact]
    public async Task An_image_that_cannot_be_pulled_fails_the_stage_long_before_the_timeout()
    {
        var stage = Stage(""" "image":"registry.invalid/x:1" """);

        var failed = Assert.IsType<StageStep.Failed>(await stage.RunAsync());

        Assert.Equal("pod-failed", failed.Error.Code);
        Assert.Contains("ImagePull", failed.Error.Message, StringComparison.Ordinal);
        Assert.True(stage.Pauses.Sum(pause => pause.TotalSeconds) < 60);
        Assert.Empty(await _cluster.NamesAsync("batch/v1", "Job"));
    }

    [Fact]
    public async Task A_manifest_gets_a_name_for_the_attempt_and_the_artifacts_of_the_run()
    {
        var stage = Stage("""
            "manifest":{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"report"},"spec":{"completions":2,"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"main","image":"shop/report","command":["sh","-c","echo made"]}]}}}},
            "cleanup":"never"
            """);
        stage.Artifacts = new([new("image", new() { Type = "docker/image", Name = "shop/report", Version = "7", Reference = "shop/report:7" }, ArtifactSource.Produced)], []);

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        var job = await _cluster.FindJobAsync(Assert.Single(await _cluster.NamesAsync("batch/v1", "Job")));
        Assert.StartsWith("report-", (string)job["metadata"]!["name"]!, StringComparison.Ordinal);
        Assert.Equal("shop/report:7", (string)job["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]!);
        Assert.Equal(2, (int)stage.Outputs!["jobStatus"]!["succeeded"]!);
        Assert.Null(job["spec"]!["ttlSecondsAfterFinished"]);
    }

    [Fact]
    public async Task Artifacts_come_from_the_log()
    {
        var stage = Stage(""" "image":"busybox:1","command":["sh","-c","echo 'PIPELINE_CONFIG_JSON={\"artifacts\":[{\"type\":\"docker/image\",\"reference\":\"shop/web:9\"}]}'"] """);

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());

        Assert.Equal("shop/web:9", (string?)stage.Outputs!["artifacts"]![0]!["reference"]);
    }

    [Theory]
    [InlineData(""" "image":"busybox:1","command":["true"],"propertiesFrom":"job" """, "no-properties", "The job is complete, but the log of its container 'job' has no line PIPELINE_PROPERTY_NAME=value. Check the name, or leave propertiesFrom out.")]
    [InlineData(""" "image":"busybox:1","manifest":"x" """, "invalid-input", "manifest, artifact, file, image: give exactly one of them.")]
    [InlineData(""" "manifest":{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}} """, "invalid-manifest", "manifest: It is a ConfigMap (v1), and has to be a Job (batch/v1).")]
    [InlineData(""" "manifest":{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"a"}},"retries":2 """, "invalid-input", "command, arguments, environment, serviceAccount, resources, retries: They go with 'image'; a manifest says them itself.")]
    [InlineData(""" "artifact":"nothing" """, "artifact-missing", "artifact: There is no artifact 'nothing' that this stage can see.")]
    public async Task What_is_wrong_is_said(string with, string code, string message)
    {
        var failed = Assert.IsType<StageStep.Failed>(await Stage(with).RunAsync());

        Assert.Equal((code, message), (failed.Error.Code, failed.Error.Message));
        Assert.Empty(await _cluster.NamesAsync("batch/v1", "Job"));
    }

    [Fact]
    public async Task A_job_that_nobody_waits_for_stays()
    {
        Assert.IsType<StageStep.Succeeded>(await Stage(""" "image":"busybox:1","command":["sleep","100"],"waitForCompletion":false """).RunAsync());

        Assert.Single(await _cluster.NamesAsync("batch/v1", "Job"));
    }

    [Fact]
    public async Task Cancelling_deletes_the_job_with_its_pods()
    {
        var stage = Stage(""" "image":"busybox:1","command":["sleep","100"] """);
        await stage.NextAsync();
        await stage.NextAsync();
        Assert.Single(await _cluster.NamesAsync("batch/v1", "Job"));

        await stage.CancelAsync();

        Assert.Matches("^The job shop/call-[0-9a-f]{8} and its pods are deleted.$", stage.Log[^1]);
        Assert.Empty(await _cluster.NamesAsync("batch/v1", "Job"));
        await Testing.Eventually.GetAsync(() => _cluster.NamesAsync("v1", "Pod"), pods => pods.Count == 0, cancellationToken: Cancellation);
    }

    [Fact]
    public async Task A_job_that_somebody_deletes_fails_the_stage()
    {
        var stage = Stage(""" "image":"busybox:1","command":["sleep","100"] """);
        await stage.NextAsync();
        await stage.NextAsync();
        await stage.NextAsync();
        await _cluster.DeleteJobAsync(Assert.Single(await _cluster.NamesAsync("batch/v1", "Job")));

        var failed = Assert.IsType<StageStep.Failed>(await stage.RunAsync());

        Assert.Equal("job-gone", failed.Error.Code);
    }

    [Fact]
    public async Task A_job_that_an_operator_prepared_takes_parameters()
    {
        _cluster.Settings.All["custom-jobs/greet"] = """
            {"title":"Greet","parameters":[{"name":"who","required":true}],
             "job":{"target":"korea","image":"busybox:1","command":["sh","-c","echo hello ${parameterValues['who']}"]}}
            """;
        var stage = Custom("""{"job":"greet","parameters":{"who":"Ann"}}""");

        Assert.IsType<StageStep.Succeeded>(await stage.RunAsync());
        var failed = Assert.IsType<StageStep.Failed>(await Custom("""{"job":"greet"}""").RunAsync());

        Assert.Contains("hello Ann", stage.Log);
        Assert.Equal("invalid-input", failed.Error.Code);
        Assert.Contains("'who'", failed.Error.Message, StringComparison.Ordinal);
    }

    private StageHarness Stage(string with) =>
        new(RunJobStage.Type.Create(_cluster.Services), RunJobStage.Type, _cluster.Time, $$"""{"target":"korea",{{with}}}""") { Breath = TimeSpan.FromMilliseconds(15) };

    private StageHarness Custom(string with) =>
        new(CustomJobStage.Type.Create(_cluster.Services), CustomJobStage.Type, _cluster.Time, with) { Breath = TimeSpan.FromMilliseconds(15) };
}
