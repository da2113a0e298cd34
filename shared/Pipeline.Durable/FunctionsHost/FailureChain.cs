using Wire = Pipeline.Durable.Protocol;

namespace Pipeline.Durable.FunctionsHost;

/// <summary>
/// The chain of causes of a failed orchestration, kept in the outermost message: of a failure the Functions host tells its client no more
/// than type and message. The form is that of <see cref="Exception.ToString"/>, which people read where they look at the host's own records.
/// </summary>
internal static class FailureChain
{
    private const string Cause = "\n ---> ";

    /// <summary>Writes the causes into the message.</summary>
    public static void Write(Wire.TaskFailureDetails failure)
    {
        for (var cause = failure.InnerFailure; cause is not null; cause = cause.InnerFailure)
            failure.ErrorMessage += $"{Cause}{cause.ErrorType}: {cause.ErrorMessage}";
    }

    /// <summary>Takes the causes out of the message again, where they are kept beside it.</summary>
    public static void Remove(Wire.TaskFailureDetails failure)
    {
        if (failure.InnerFailure is not null && failure.ErrorMessage.IndexOf(Cause, StringComparison.Ordinal) is > 0 and var end)
            failure.ErrorMessage = failure.ErrorMessage[..end];
    }

    /// <summary>Reads a failure from <c>Type: message</c> with its causes.</summary>
    public static TaskFailureDetails Read(string text)
    {
        TaskFailureDetails? failure = null;
        foreach (var link in text.Split(Cause).Reverse())
            failure = Link(link, failure);
        return failure!;
    }

    private static TaskFailureDetails Link(string text, TaskFailureDetails? cause)
    {
        // What the extension itself says of a failure has no type before it, but may well have a colon.
        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        return colon > 0 && !text.AsSpan(0, colon).ContainsAny(' ', '\n')
            ? new TaskFailureDetails(text[..colon], text[(colon + 2)..], InnerFailure: cause)
            : new TaskFailureDetails("Unknown", text.Length > 0 ? text : "The orchestration failed without saying why.", InnerFailure: cause);
    }
}
