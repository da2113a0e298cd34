namespace Pipeline.Durable;

/// <summary>Why a task failed, as it is kept in the history: the exception and its whole chain of causes.</summary>
/// <param name="ErrorType">The exception's full type name.</param>
/// <param name="ErrorMessage">Its message.</param>
/// <param name="StackTrace">Its stack trace, if there was one.</param>
/// <param name="InnerFailure">Its cause, or null.</param>
public sealed record TaskFailureDetails(string ErrorType, string ErrorMessage, string? StackTrace = null, TaskFailureDetails? InnerFailure = null)
{
    /// <summary>Whether trying again is pointless: retry policies stop at such a failure.</summary>
    public bool IsNonRetriable { get; init; }

    /// <summary>
    /// Records an exception with its causes. A <see cref="TaskFailedException"/> has the failure of its task as its cause; an
    /// <see cref="AggregateException"/> the first of its exceptions.
    /// </summary>
    public static TaskFailureDetails FromException(Exception exception) => new(
        exception.GetType().FullName ?? exception.GetType().Name,
        exception.Message,
        exception.StackTrace,
        exception is TaskFailedException failed ? failed.FailureDetails
            : exception.InnerException is { } cause ? FromException(cause)
            : null)
    {
        IsNonRetriable = exception is INonRetriableFailure,
    };

    /// <summary>Whether the failure is an exception of this type or of a type derived from it.</summary>
    public bool IsCausedBy<T>()
        where T : Exception
    {
        if (ErrorType == typeof(T).FullName)
            return true;
        var recorded = Type.GetType(ErrorType, throwOnError: false) ?? typeof(T).Assembly.GetType(ErrorType, throwOnError: false);
        return recorded is not null && typeof(T).IsAssignableFrom(recorded);
    }

    /// <summary>Type and message, without the causes.</summary>
    public override string ToString() => $"{ErrorType}: {ErrorMessage}";
}
