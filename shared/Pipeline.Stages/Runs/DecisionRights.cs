namespace Pipeline.Stages.Runs;

/// <summary>Who may decide a stage that waits for people. Pure; the names of roles are those of the HTTP API.</summary>
public static class DecisionRights
{
    /// <summary>The role that approvals need.</summary>
    public const string Approver = "approver";

    private static readonly string[] Judges = [Approver, "editor", "admin"];

    /// <summary>Why a person may not decide so; null when he may.</summary>
    /// <param name="question">What the stage asks.</param>
    /// <param name="subject">The person.</param>
    /// <param name="roles">The roles that the person holds in the run's application.</param>
    /// <param name="startedBy">The subject that started the run.</param>
    /// <param name="verdict">What the person wants to decide.</param>
    public static string? Refusal(StageQuestion question, string subject, IReadOnlyCollection<string> roles, string startedBy, StageVerdict verdict)
    {
        IReadOnlyList<string> needed = question switch
        {
            { Rule: StageDecisionRule.Approval } => [Approver],
            { Roles.Count: > 0 } => question.Roles,
            _ => Judges,
        };
        if (!needed.Any(roles.Contains))
        {
            var names = string.Join(" or ", needed.Select(role => $"'{role}'"));
            return $"Deciding this stage needs the role {names} in the run's application, which '{subject}' does not hold; an administrator of the application gives it.";
        }

        return verdict is StageVerdict.Continue && !question.RequesterMayApprove && subject == startedBy
            ? $"'{subject}' started the run, and the stage asks for somebody else's yes."
            : null;
    }
}
