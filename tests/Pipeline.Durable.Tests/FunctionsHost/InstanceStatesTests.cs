using Pipeline.Durable.FunctionsHost.Client;
using Pipeline.Durable.Protocol;
using Pipeline.Durable.Serialization;

namespace Pipeline.Durable.Tests.FunctionsHost;

/// <summary>What the extension tells of an instance.</summary>
public sealed class InstanceStatesTests
{
    public static TheoryData<string, string> Outputs() => new()
    {
        { "System.TimeoutException: too late", "System.TimeoutException: too late" },
        { "TaskFailed: Exception while executing function: Functions.Boom", "TaskFailed: Exception while executing function: Functions.Boom" },
        { "A: one\n ---> B: two: three\n ---> C: four\nlines", "A: one|B: two: three|C: four\nlines" },
        { "A: \n ---> B: two", "A: |B: two" },
        { "", "Unknown: The orchestration failed without saying why." },
        { "{\"message\":\"Function 'Run' failed with an unhandled exception.\",\"details\":\"at here\"}", "Unknown: Function 'Run' failed with an unhandled exception." },
        { "{\"message\":null}", "Unknown: {\"message\":null}" },
        { "{\"message\":1}", "Unknown: {\"message\":1}" },
        { "{braces", "Unknown: {braces" },
    };

    [Theory]
    [MemberData(nameof(Outputs))]
    public void The_output_of_a_failed_instance_tells_why(string output, string expected)
    {
        var state = new OrchestrationState { OrchestrationStatus = OrchestrationStatus.Failed, Output = output };

        Assert.Equal(expected, Chain(state));
    }

    [Fact]
    public void What_the_extension_itself_says_of_a_failure_is_not_taken_apart_at_its_colon()
    {
        const string message = "The function 'Run' doesn't exist, is disabled, or is not an orchestrator function. Additional info: No orchestrator functions are currently registered!";

        Assert.Equal(
            $"Unknown: {message}",
            Chain(new OrchestrationState { OrchestrationStatus = OrchestrationStatus.Failed, Output = $$"""{"message":"{{message}}","details":null}""" }));
        Assert.Equal($"Unknown: {message}", Chain(new OrchestrationState { OrchestrationStatus = OrchestrationStatus.Failed, Output = message }));
    }

    [Fact]
    public void Details_of_a_failure_go_before_its_output()
    {
        var state = new OrchestrationState
        {
            OrchestrationStatus = OrchestrationStatus.Failed,
            Output = "ignored",
            FailureDetails = new Protocol.TaskFailureDetails { ErrorType = "A", ErrorMessage = "one\n ---> B: two", StackTrace = "at once" },
        };

        Assert.Equal("A: one|B: two", Chain(state));
        Assert.Equal("at once", InstanceStates.ToMetadata(state, JsonDataConverter.BuiltIn, withData: true).FailureDetails!.StackTrace);
    }

    [Fact]
    public void Only_a_failed_instance_has_a_failure()
    {
        var state = new OrchestrationState { OrchestrationStatus = OrchestrationStatus.Terminated, Output = "System.TimeoutException: too late" };

        Assert.Null(InstanceStates.ToMetadata(state, JsonDataConverter.BuiltIn, withData: true).FailureDetails);
    }

    private static string Chain(OrchestrationState state)
    {
        var links = new List<string>();
        for (var failure = InstanceStates.ToMetadata(state, JsonDataConverter.BuiltIn, withData: true).FailureDetails; failure is not null; failure = failure.InnerFailure)
            links.Add($"{failure}");
        return string.Join('|', links);
    }
}
