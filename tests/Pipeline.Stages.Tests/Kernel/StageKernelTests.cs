using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Stages.Kernel;
using Pipeline.Stages.Runs;
using Pipeline.Testing;

namespace Pipeline.Stages.Tests.Kernel;

public sealed class StageKernelTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Step_that_takes_too_long_fails_its_stage()
    {
        await using var kernel = await KernelFixture.StartAsync();
        kernel.Act = Hanging;

        var step = kernel.StepAsync();
        await Advance(kernel, step, TimeSpan.FromSeconds(11));
        await step;

        var stage = await kernel.StageAsync();
        Assert.Equal((StageStatus.Terminal, "step-timeout"), (stage.Status, stage.Error!.Code));
        Assert.Contains("10s", stage.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TimeoutOutcome.Fail, StageStatus.Terminal)]
    [InlineData(TimeoutOutcome.Succeed, StageStatus.Succeeded)]
    public async Task Step_that_meets_the_deadline_of_its_stage_is_stopped_outside(TimeoutOutcome outcome, StageStatus status)
    {
        var definition = new StageDefinition { Id = "a", Type = "test.acting", Timeout = TimeSpan.FromSeconds(5), TimeoutOutcome = outcome };
        await using var kernel = await KernelFixture.StartAsync(definition);
        kernel.Act = Hanging;
        kernel.Cancel = (_, _) => new(new JsonObject { ["stopped"] = true });

        var step = kernel.StepAsync();
        await Advance(kernel, step, TimeSpan.FromSeconds(6));
        await step;

        var stage = await kernel.StageAsync();
        Assert.Equal((status, status is StageStatus.Terminal ? "timeout" : null), (stage.Status, stage.Error?.Code));
        Assert.True(stage.Outputs!["stopped"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Exception_of_a_stage_fails_it_and_shows_no_secret()
    {
        var definition = new StageDefinition { Id = "a", Type = "test.acting", With = new() { ["text"] = "${secrets.token}" } };
        await using var kernel = await KernelFixture.StartAsync(definition);
        kernel.Act = (execution, _) => throw new InvalidOperationException($"The token {execution.Input.Text} is wrong.");

        await kernel.StepAsync();

        var stage = await kernel.StageAsync();
        Assert.Equal(
            (StageStatus.Terminal, "unexpected", "The stage broke off unexpectedly: The token *** is wrong."),
            (stage.Status, stage.Error!.Code, stage.Error.Message));
        Assert.Contains("InvalidOperationException: The token *** is wrong.", Assert.Single(kernel.ServerLog), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exception_of_a_cancel_wrote_its_secrets_into_the_servers_log()
    {
        var definition = new StageDefinition { Id = "a", Type = "test.acting", With = new() { ["text"] = "${secrets.token}" } };
        await using var kernel = await KernelFixture.StartAsync(definition);
        kernel.Act = (_, _) => new(new StageStep.Again(TimeSpan.FromSeconds(1)));
        kernel.Cancel = (execution, _) => throw new InvalidOperationException($"The token {execution.Input.Text} is wrong.");

        await kernel.StepAsync();
        await kernel.StepAsync(1, StageStepMode.Cancel);

        var stage = await kernel.StageAsync();
        Assert.Equal((StageStatus.Canceled, "cancel-failed"), (stage.Status, stage.Error!.Code));
        Assert.DoesNotContain("s3cr3t", stage.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", Assert.Single(kernel.ServerLog), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_that_could_not_be_had_for_the_moment_failed_their_stage()
    {
        var definition = new StageDefinition { Id = "a", Type = "test.acting", With = new() { ["text"] = "${secrets.late}" } };
        await using var kernel = await KernelFixture.StartAsync(definition);

        var waiting = await kernel.StepAsync(cursor: JsonValue.Create("where it was"));
        Assert.Equal((1, kernel.Time.GetUtcNow() + TimeSpan.FromSeconds(15)), (waiting.Continues!.Step, waiting.Continues.At));
        Assert.Equal("where it was", waiting.Continues.Cursor!.GetValue<string>());
        Assert.Equal(StageStatus.Running, (await kernel.StageAsync()).Status);
        Assert.Contains("The vault gave no answer.", Assert.Single(kernel.ServerLog), StringComparison.Ordinal);
        Assert.Contains("Waiting for secrets: The vault gave no answer.", await kernel.LogAsync(), StringComparison.Ordinal);

        Assert.Equal(StageStatus.Succeeded, (await kernel.StepAsync(step: 1)).Ended!.Status);
    }

    [Fact]
    public async Task Stopping_a_stage_waits_for_no_secrets()
    {
        var definition = new StageDefinition { Id = "a", Type = "test.acting", With = new() { ["text"] = "${secrets.away}" } };
        await using var kernel = await KernelFixture.StartAsync(definition);
        await kernel.StepAsync();

        Assert.Equal(StageStatus.Canceled, (await kernel.StepAsync(step: 1, StageStepMode.Cancel)).Ended!.Status);
    }

    [Theory]
    [InlineData("""{ "number": "many" }""", "invalid-input")]
    [InlineData("""{ "text": "${secrets.missing}" }""", "secret-missing")]
    [InlineData("""{ "text": "${nothing.here}" }""", "expression")]
    public async Task Input_that_cannot_be_used_fails_the_stage_with_its_reason(string with, string code)
    {
        var definition = new StageDefinition { Id = "a", Type = "test.acting", With = JsonNode.Parse(with)!.AsObject() };
        await using var kernel = await KernelFixture.StartAsync(definition);
        kernel.Act = (_, _) => throw new InvalidOperationException("The stage must not be carried out.");

        Assert.Equal(StageStatus.Terminal, (await kernel.StepAsync()).Ended!.Status);

        Assert.Equal(code, (await kernel.StageAsync()).Error!.Code);
    }

    [Theory]
    [InlineData(1024 * 1024 - 100, null)]
    [InlineData(1024 * 1024, "outputs-too-large")]
    public async Task Outputs_have_a_most(int size, string? code)
    {
        await using var kernel = await KernelFixture.StartAsync();
        kernel.Act = (_, _) => new(new StageStep.Succeeded(new() { ["text"] = new string('x', size) }));

        await kernel.StepAsync();

        Assert.Equal(code, (await kernel.StageAsync()).Error?.Code);
    }

    [Fact]
    public async Task Cursor_has_a_most()
    {
        await using var kernel = await KernelFixture.StartAsync();
        kernel.Act = (_, _) => new(new StageStep.Again(TimeSpan.FromSeconds(1), JsonValue.Create(new string('x', 256 * 1024))));

        await kernel.StepAsync();

        Assert.Equal("cursor-too-large", (await kernel.StageAsync()).Error!.Code);
    }

    [Fact]
    public async Task Unknown_type_fails_its_stage_and_says_what_to_do()
    {
        await using var kernel = await KernelFixture.StartAsync(new() { Id = "a", Type = "test.unheard-of" });

        await kernel.StepAsync();

        Assert.Equal("unknown-type", (await kernel.StageAsync()).Error!.Code);
    }

    [Fact]
    public async Task Step_that_is_carried_out_twice_at_once_is_recorded_once()
    {
        await using var kernel = await KernelFixture.StartAsync();
        var count = 0;
        kernel.Act = (_, _) => new(new StageStep.Succeeded(new() { ["count"] = Interlocked.Increment(ref count) }));

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => kernel.StepAsync(), Cancellation)));

        Assert.All(results, result => Assert.Equal(StageStatus.Succeeded, result.Ended!.Status));
        var events = await kernel.Store.ReadEventsAsync(kernel.Run, 0, 100, Cancellation);
        Assert.Single(events, happened => happened.Type == RunEventTypes.StageStarted);
        Assert.Single(events, happened => happened.Type == RunEventTypes.StageEnded);
        var recorded = (await kernel.StageAsync()).Outputs!["count"]!.GetValue<int>();
        await kernel.StepAsync();
        Assert.Equal(recorded, (await kernel.StageAsync()).Outputs!["count"]!.GetValue<int>());
    }

    [Fact]
    public async Task Log_of_many_lines_and_of_few_is_read_from_any_place()
    {
        await using var kernel = await KernelFixture.StartAsync();
        kernel.Act = (execution, _) =>
        {
            execution.Log.WriteLine(execution.Step == 0 ? new string('x', 10_000) : "the end");
            return new(execution.Step == 0 ? new StageStep.Again(TimeSpan.FromSeconds(1)) : new StageStep.Succeeded());
        };

        await kernel.StepAsync();
        var first = await kernel.LogAsync();
        await kernel.StepAsync(1);
        var whole = await kernel.LogAsync();

        Assert.StartsWith(first, whole, StringComparison.Ordinal);
        Assert.EndsWith(" the end\n", whole, StringComparison.Ordinal);
        foreach (var offset in new[] { 0, 5, first.Length, first.Length + 3, whole.Length, whole.Length + 9 })
        {
            var rest = await kernel.Logs.ReadAsync(kernel.Run, "a", 1, offset, Cancellation);
            Assert.Equal(whole[Math.Min(offset, whole.Length)..], System.Text.Encoding.UTF8.GetString(rest.Span));
        }

        Assert.NotNull((await kernel.StageAsync()).LogEnd);
    }

    private static async ValueTask<StageStep> Hanging(StageExecution<ActingInput> execution, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return new StageStep.Succeeded();
    }

    /// <summary>Lets the time pass that the step takes, second by second, from when the kernel watches it.</summary>
    private static async Task Advance(KernelFixture kernel, Task step, TimeSpan time)
    {
        await Eventually.TrueAsync(() => kernel.Time.PendingTimers >= 2, cancellationToken: Cancellation);
        kernel.Time.Advance(time);
        await Eventually.TrueAsync(() => step.IsCompleted, cancellationToken: Cancellation);
    }
}
