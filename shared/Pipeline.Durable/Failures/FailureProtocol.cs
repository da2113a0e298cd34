using Wire = Pipeline.Durable.Protocol;

namespace Pipeline.Durable;

/// <summary>Failure details as the wire protocol has them.</summary>
public static class FailureProtocol
{
    /// <summary>Writes failure details, the whole chain of causes.</summary>
    public static Wire.TaskFailureDetails ToProtocol(this TaskFailureDetails failure) => new()
    {
        ErrorType = failure.ErrorType,
        ErrorMessage = failure.ErrorMessage,
        StackTrace = failure.StackTrace,
        InnerFailure = failure.InnerFailure?.ToProtocol(),
        IsNonRetriable = failure.IsNonRetriable,
    };

    /// <summary>Reads failure details, the whole chain of causes. A failure without details reads as an unknown one.</summary>
    public static TaskFailureDetails FromProtocol(this Wire.TaskFailureDetails? failure) => failure is null
        ? new TaskFailureDetails("Unknown", "The task failed without saying why.")
        : new TaskFailureDetails(
            failure.ErrorType,
            failure.ErrorMessage,
            failure.StackTrace,
            failure.InnerFailure is null ? null : FromProtocol(failure.InnerFailure))
        {
            IsNonRetriable = failure.IsNonRetriable,
        };
}
