namespace Pipeline.Stages.Runs;

/// <summary>A run could not be read or commanded as asked. The subtypes say why; the message says it to people.</summary>
public abstract class RunException(string message) : Exception(message);

/// <summary>There is no such run (404).</summary>
public sealed class RunNotFoundException(string run) : RunException($"There is no run '{run}'.");

/// <summary>The run has no such stage (404).</summary>
public sealed class StageNotFoundException(string run, string stage) : RunException($"Run '{run}' has no stage '{stage}'.");

/// <summary>The run or the stage is not in the state that the command needs (409).</summary>
public sealed class RunConflictException(string message, StageDecision? decision = null) : RunException(message)
{
    /// <summary>The decision that came first; null when that is not the reason.</summary>
    public StageDecision? Decision { get; } = decision;
}

/// <summary>The person may not decide this stage (403).</summary>
public sealed class DecisionForbiddenException(string message) : RunException(message);

/// <summary>A value of the command is not one that the stage takes (400).</summary>
public sealed class InvalidCommandException(string field, string message) : RunException(message)
{
    /// <summary>The field of the command that is wrong.</summary>
    public string Field { get; } = field;
}
