using System.Globalization;

namespace Pipeline.Functions.Approvals;

/// <summary>The words of the approval page in one language.</summary>
internal sealed record ApprovalTexts
{
    public required string Language { get; init; }
    public required string ApprovalTitle { get; init; }
    public required string JudgementTitle { get; init; }
    public required string Asked { get; init; }
    public required string AskedBy { get; init; }
    public required string Pipeline { get; init; }
    public required string Run { get; init; }
    public required string StartedAt { get; init; }
    public required string DecidingAs { get; init; }
    public required string LinkExpires { get; init; }
    public required string Options { get; init; }
    public required string Comment { get; init; }
    public required string CommentOptional { get; init; }
    public required string Continue { get; init; }
    public required string Stop { get; init; }
    public required string WhoAreYou { get; init; }
    public required string TokenHint { get; init; }
    public required string StagesSoFar { get; init; }
    public required string Stage { get; init; }
    public required string Status { get; init; }
    public required string After { get; init; }
    public required string Parameters { get; init; }
    public required string Votes { get; init; }
    public required string DecidedContinue { get; init; }
    public required string DecidedStop { get; init; }
    public required string DecidedTimeout { get; init; }
    public required string DecidedOther { get; init; }
    public required string DecidedBy { get; init; }
    public required string DecidedAt { get; init; }
    public required string Chosen { get; init; }
    public required string VoteRecordedTitle { get; init; }
    public required string VoteRecorded { get; init; }
    public required string ExpiredTitle { get; init; }
    public required string Expired { get; init; }
    public required string UsedTitle { get; init; }
    public required string Used { get; init; }
    public required string RevokedTitle { get; init; }
    public required string Revoked { get; init; }
    public required string ForgedTitle { get; init; }
    public required string Forged { get; init; }
    public required string OverTitle { get; init; }
    public required string Over { get; init; }
    public required string NotAllowedTitle { get; init; }
    public required string VerdictNeeded { get; init; }
    public required string InvalidTitle { get; init; }
    public required string SignInNeeded { get; init; }
    public required string Back { get; init; }

    /// <summary>English.</summary>
    public static ApprovalTexts English { get; } = new()
    {
        Language = "en",
        ApprovalTitle = "Approval",
        JudgementTitle = "Judgement",
        Asked = "What is asked",
        AskedBy = "Asked by",
        Pipeline = "Pipeline",
        Run = "Run",
        StartedAt = "Started",
        DecidingAs = "You decide as",
        LinkExpires = "This link is valid until",
        Options = "Choose",
        Comment = "Comment",
        CommentOptional = "Comment (optional)",
        Continue = "Continue",
        Stop = "Stop",
        WhoAreYou = "Your access token",
        TokenHint = "This link was posted to a channel, so it does not know who you are. Paste a personal access token of yours.",
        StagesSoFar = "The run so far",
        Stage = "Stage",
        Status = "Status",
        After = "After",
        Parameters = "Parameters",
        Votes = "Approvals so far",
        DecidedContinue = "It was decided to continue",
        DecidedStop = "It was decided to stop",
        DecidedTimeout = "Nobody decided in time",
        DecidedOther = "This needs no decision any more",
        DecidedBy = "By",
        DecidedAt = "At",
        Chosen = "Chosen",
        VoteRecordedTitle = "Your approval is recorded",
        VoteRecorded = "More people have to approve before the run goes on.",
        ExpiredTitle = "This link has expired",
        Expired = "Nothing was changed. Ask for a new link, or decide in the console or with 'pipeline approve'.",
        UsedTitle = "This link was used already",
        Used = "A link decides once. Nothing was changed now.",
        RevokedTitle = "This link was revoked",
        Revoked = "Nothing was changed. Ask whoever sent it to you for a new one.",
        ForgedTitle = "This link is not one of ours",
        Forged = "It was cut off, altered or never issued here. Check that the whole link was copied.",
        OverTitle = "There is nothing to decide here any more",
        Over = "The stage has ended, or the run was started anew since this link was made.",
        NotAllowedTitle = "You may not decide this",
        VerdictNeeded = "Press Continue or Stop.",
        InvalidTitle = "That could not be taken",
        SignInNeeded = "That access token is not known, or has expired or been revoked.",
        Back = "Back",
    };

    /// <summary>Korean.</summary>
    public static ApprovalTexts Korean { get; } = new()
    {
        Language = "ko",
        ApprovalTitle = "승인 관리",
        JudgementTitle = "실행 관리",
        Asked = "요청 내용",
        AskedBy = "요청자",
        Pipeline = "파이프라인",
        Run = "실행",
        StartedAt = "시작 시각",
        DecidingAs = "결정자",
        LinkExpires = "링크 유효 기한",
        Options = "실행 설정 선택",
        Comment = "의견",
        CommentOptional = "의견 (선택 사항)",
        Continue = "실행",
        Stop = "실행 중지",
        WhoAreYou = "액세스 토큰",
        TokenHint = "채널에 게시된 링크이므로 누구인지 알 수 없습니다. 본인의 개인 액세스 토큰을 붙여 넣으십시오.",
        StagesSoFar = "지금까지의 실행 상태",
        Stage = "스테이지",
        Status = "상태",
        After = "선행 스테이지",
        Parameters = "파라미터",
        Votes = "현재까지의 승인",
        DecidedContinue = "실행하기로 결정되었습니다",
        DecidedStop = "실행 중지하기로 결정되었습니다",
        DecidedTimeout = "제한 시간 안에 결정되지 않았습니다",
        DecidedOther = "더 이상 결정이 필요하지 않습니다",
        DecidedBy = "결정한 사람",
        DecidedAt = "결정 시각",
        Chosen = "선택한 값",
        VoteRecordedTitle = "승인이 기록되었습니다",
        VoteRecorded = "실행을 계속하려면 다른 사람의 승인이 더 필요합니다.",
        ExpiredTitle = "만료된 링크입니다",
        Expired = "변경된 내용은 없습니다. 새 링크를 요청하거나 콘솔 또는 'pipeline approve' 명령으로 결정하십시오.",
        UsedTitle = "이미 사용된 링크입니다",
        Used = "링크로는 한 번만 결정할 수 있습니다. 이번에는 변경된 내용이 없습니다.",
        RevokedTitle = "취소된 링크입니다",
        Revoked = "변경된 내용은 없습니다. 링크를 보낸 사람에게 새 링크를 요청하십시오.",
        ForgedTitle = "올바르지 않은 링크입니다",
        Forged = "링크가 잘렸거나 변경되었거나 발급된 적이 없습니다. 링크 전체를 복사했는지 확인하십시오.",
        OverTitle = "더 이상 결정할 내용이 없습니다",
        Over = "스테이지가 종료되었거나 링크가 만들어진 뒤 실행이 다시 시작되었습니다.",
        NotAllowedTitle = "결정할 권한이 없습니다",
        VerdictNeeded = "실행 또는 실행 중지를 누르십시오.",
        InvalidTitle = "요청을 처리할 수 없습니다",
        SignInNeeded = "알 수 없거나 만료 또는 취소된 액세스 토큰입니다.",
        Back = "돌아가기",
    };

    /// <summary>
    /// The language that a reader prefers, of the two there are, by the <c>Accept-Language</c> header (RFC 9110, 12.5.4); English when it
    /// names neither.
    /// </summary>
    public static ApprovalTexts For(string? acceptLanguage)
    {
        var preferred = (acceptLanguage ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select((range, index) => (Language: PrimaryLanguage(range), Weight: Weight(range), index))
            .Where(range => range.Language is "en" or "ko" or "*" && range.Weight > 0)
            .OrderByDescending(range => range.Weight).ThenBy(range => range.index)
            .FirstOrDefault();
        return preferred.Language == "ko" ? Korean : English;
    }

    private static string PrimaryLanguage(string range) => range.Split(';', '-')[0].Trim().ToLowerInvariant();

    private static double Weight(string range)
    {
        var weight = range.Split(';', StringSplitOptions.TrimEntries).FirstOrDefault(part => part.StartsWith("q=", StringComparison.OrdinalIgnoreCase));
        if (weight is null)
            return 1;
        return double.TryParse(weight.AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : 0;
    }
}
