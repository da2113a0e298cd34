namespace Pipeline.Definitions.Runs;

/// <summary>Whether a stage may start, from how its direct upstreams stand (reference A4, with the join said explicitly).</summary>
public static class JoinRules
{
    /// <summary>Decides one join.</summary>
    /// <param name="join">The stage's rule.</param>
    /// <param name="upstreams">How many direct upstreams the stage has.</param>
    /// <param name="went">How many of them let it run: SUCCEEDED, FAILED_CONTINUE or SKIPPED.</param>
    /// <param name="stuck">How many of them never will: halted, or blocked themselves.</param>
    public static JoinDecision Decide(JoinRule join, int upstreams, int went, int stuck) => join switch
    {
        _ when upstreams == 0 => JoinDecision.Start,
        JoinRule.All when stuck > 0 => JoinDecision.Never,
        JoinRule.All => went == upstreams ? JoinDecision.Start : JoinDecision.Wait,
        JoinRule.Any when went > 0 => JoinDecision.Start,
        JoinRule.Any => stuck == upstreams ? JoinDecision.Never : JoinDecision.Wait,
        JoinRule.AllDone => went + stuck == upstreams ? JoinDecision.Start : JoinDecision.Wait,
        _ => throw new ArgumentOutOfRangeException(nameof(join), join, "Not a join rule."),
    };
}

/// <summary>Whether a stage may start.</summary>
public enum JoinDecision
{
    /// <summary>Not yet.</summary>
    Wait,

    /// <summary>Now.</summary>
    Start,

    /// <summary>Never in this run.</summary>
    Never,
}
