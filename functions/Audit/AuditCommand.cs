using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Audit;

/// <summary>What somebody asks for, as the audit log keeps it.</summary>
public sealed record AuditCommand
{
    /// <summary>Longer reasons and details are cut.</summary>
    private const int Longest = 4000;

    /// <summary>Who.</summary>
    public required string By { get; init; }

    /// <summary>What, for example <c>run.cancel</c>.</summary>
    public required string Action { get; init; }

    /// <summary>To what, for example <c>pipelines/checkout</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>The application that it concerns; null: all.</summary>
    public string? Application { get; init; }

    /// <summary>The run that it is done to.</summary>
    public string? Run { get; init; }

    /// <summary>The stage that it is done to.</summary>
    public string? Stage { get; init; }

    /// <summary>Why, in the person's words.</summary>
    public string? Reason { get; init => field = value is "" ? null : Cut(value); }

    /// <summary>More of it, for people; no secrets.</summary>
    public string? Detail { get; init => field = Cut(value); }

    /// <summary>A command on a run, or on one of its stages.</summary>
    public static AuditCommand OnRun(RunDocument run, string action, string by, string? reason, string? stage = null) => new()
    {
        By = by,
        Action = action,
        Subject = stage is null ? $"runs/{run.Id}" : $"runs/{run.Id}/stages/{stage}",
        Application = run.Application,
        Run = run.Id,
        Stage = stage,
        Reason = reason,
        Detail = $"run {run.Number} of {run.Pipeline}",
    };

    private static string? Cut(string? text) => text is { Length: > Longest } ? text[..Longest] : text;
}

/// <summary>What came of a command.</summary>
public static class AuditOutcome
{
    /// <summary>It was asked for. What came of it was not written: the server broke off, or could not tell; the thing itself shows it.</summary>
    public const string Asked = "asked";

    /// <summary>It was done, or accepted to be done.</summary>
    public const string Done = "done";

    /// <summary>It was refused, and nothing was done.</summary>
    public const string Refused = "refused";
}
