namespace Pipeline.Functions.Approvals;

/// <summary>A link that lets one person decide one attempt of one stage, as it was issued and as far as it was used.</summary>
internal sealed record ApprovalLink
{
    /// <summary>Which of the run's links this is.</summary>
    public required string Id { get; init; }

    /// <summary>The run whose stage it decides.</summary>
    public required string RunId { get; init; }

    /// <summary>The stage that it decides.</summary>
    public required string StageId { get; init; }

    /// <summary>The attempt that it decides: a restarted stage asks anew, and old links do not answer.</summary>
    public required int Attempt { get; init; }

    /// <summary>As whom it decides; null for a link that is posted to a channel and asks who its reader is.</summary>
    public string? Subject { get; init; }

    /// <summary>Who had it issued.</summary>
    public required string IssuedBy { get; init; }

    /// <summary>When it was issued.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>When it stops working.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it decided; a link that is bound to a person decides once.</summary>
    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>When it was withdrawn.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Whether it still works, and why not: withdrawn and used are told before expired, because they say more.</summary>
    public ApprovalLinkState StateAt(DateTimeOffset now) => this switch
    {
        { RevokedAt: not null } => ApprovalLinkState.Revoked,
        { UsedAt: not null } => ApprovalLinkState.Used,
        _ when now >= ExpiresAt => ApprovalLinkState.Expired,
        _ => ApprovalLinkState.Valid,
    };
}

/// <summary>Whether a link works.</summary>
internal enum ApprovalLinkState
{
    /// <summary>It works.</summary>
    Valid,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>It has decided.</summary>
    Used,

    /// <summary>It was withdrawn.</summary>
    Revoked,
}
