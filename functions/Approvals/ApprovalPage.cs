using System.Globalization;
using Pipeline.Functions.Access;
using Pipeline.Functions.Pages;
using Pipeline.Stages;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Approvals;

/// <summary>
/// The page behind an approval link: what is asked and by whom, the run so far, and a form that decides. Plain HTML, for phones and
/// without JavaScript.
/// </summary>
internal static class ApprovalPage
{
    /// <summary>Asks for the decision.</summary>
    /// <param name="texts">The reader's language.</param>
    /// <param name="run">The run.</param>
    /// <param name="stage">The stage that waits.</param>
    /// <param name="link">The link that led here.</param>
    /// <param name="signedIn">Whom the platform has signed in; null: nobody.</param>
    /// <param name="problem">Why the form comes back instead of being taken; null the first time.</param>
    /// <param name="input">The option that was chosen before; null the first time.</param>
    /// <param name="comment">What was written before.</param>
    public static Html Ask(
        ApprovalTexts texts,
        RunDetails run,
        StageDocument stage,
        ApprovalLink link,
        Identity? signedIn,
        string? problem = null,
        string? input = null,
        string? comment = null) => Page.Of(
        texts.Language,
        $"{KindOf(texts, stage)}: {stage.Name}",
        Html.Of($"""
            {Notice(texts.InvalidTitle, problem)}{About(texts, run, stage)}
            <form method="post">
            {Options(texts, stage.WaitingFor?.Question, input)}
            <label>{texts.CommentOptional}<textarea name="comment" rows="3" maxlength="4000">{comment}</textarea></label>
            {WhoDecides(texts, link.Subject ?? signedIn?.Subject)}
            <button class="continue" name="decision" value="continue">{texts.Continue}</button>
            <button class="stop" name="decision" value="stop">{texts.Stop}</button>
            </form>
            <p class="quiet">{texts.LinkExpires}: {Time(link.ExpiresAt)}</p>
            {Votes(texts, stage, stage.WaitingFor?.Question?.Quorum)}{Stages(texts, run)}
            """));

    /// <summary>Shows what was decided, by whom and when.</summary>
    public static Html Decided(ApprovalTexts texts, RunDetails run, StageDocument stage) => Page.Of(
        texts.Language,
        Verdict(texts, stage.Decision),
        Html.Of($"{Decision(texts, stage.Decision)}{Votes(texts, stage)}{About(texts, run, stage)}{Stages(texts, run)}"));

    /// <summary>Confirms one vote of several.</summary>
    public static Html Voted(ApprovalTexts texts, RunDetails run, StageDocument stage) => Page.Of(
        texts.Language,
        texts.VoteRecordedTitle,
        Html.Of($"<p>{texts.VoteRecorded}</p>{Votes(texts, stage, stage.WaitingFor?.Question?.Quorum)}{About(texts, run, stage)}{Stages(texts, run)}"));

    /// <summary>Says why a link does nothing, and what came of the question where that is known.</summary>
    public static Html Refused(ApprovalTexts texts, string title, string explanation, StageAttempt? asked = null) => Page.Of(
        texts.Language,
        title,
        Html.Of($"<p>{explanation}</p>{(asked?.Decision is { } decision ? Html.Of($"<h2>{Verdict(texts, decision)}</h2>{Decision(texts, decision)}") : Html.Empty)}{(asked is null ? Html.Empty : Votes(texts, asked))}"));

    private static string KindOf(ApprovalTexts texts, StageDocument stage) =>
        stage.WaitingFor?.Question?.Rule == StageDecisionRule.Judgement ? texts.JudgementTitle : texts.ApprovalTitle;

    private static Html Notice(string title, string? problem) =>
        problem is null ? Html.Empty : Html.Of($"<p role=\"alert\" class=\"TERMINAL\"><strong>{title}</strong>: {problem}</p>");

    private static Html About(ApprovalTexts texts, RunDetails run, StageDocument stage) => Html.Of($"""
        <h2>{texts.Asked}</h2>
        <blockquote>{Question(stage)}</blockquote>
        <table>
        <tr><th scope="row">{texts.AskedBy}</th><td>{run.Run.StartedBy}</td></tr>
        <tr><th scope="row">{texts.Pipeline}</th><td>{run.Run.Application} / {run.Run.Pipeline}</td></tr>
        <tr><th scope="row">{texts.Run}</th><td>#{run.Run.Number} <span class="status {StatusNames.Of(run.Run.Status)}">{StatusNames.Of(run.Run.Status)}</span></td></tr>
        <tr><th scope="row">{texts.StartedAt}</th><td>{Time(run.Run.StartedAt ?? run.Run.CreatedAt)}</td></tr>
        {run.Run.Parameters.Select(parameter => Html.Of($"<tr><th scope=\"row\">{parameter.Key}</th><td>{parameter.Value?.ToString()}</td></tr>\n"))}</table>
        """);

    // Once it is decided, the stage's inputs still say what was asked.
    private static string Question(StageDocument stage) =>
        stage.WaitingFor?.Question?.Instructions ?? stage.Inputs?["instructions"]?.ToString() ?? stage.Name;

    private static Html Options(ApprovalTexts texts, StageQuestion? question, string? chosen) => question is null or { Options.Count: 0 }
        ? Html.Empty
        : Html.Of($"""
            <fieldset><legend>{texts.Options}</legend>
            {question.Options.Select((option, index) => Html.Of($"<label><input type=\"radio\" name=\"input\" value=\"{option}\"{Checked(chosen is null || !question.Options.Contains(chosen) ? index == 0 : option == chosen)}> {option}</label>\n"))}</fieldset>
            """);

    private static Html Checked(bool isChosen) => isChosen ? Html.OfMarkup(" checked") : Html.Empty;

    private static Html WhoDecides(ApprovalTexts texts, string? decidingAs) => decidingAs is { } subject
        ? Html.Of($"<p>{texts.DecidingAs}: <strong>{subject}</strong></p>")
        : Html.Of($"<label>{texts.WhoAreYou}<input type=\"password\" name=\"token\" autocomplete=\"current-password\" required></label><p class=\"quiet\">{texts.TokenHint}</p>");

    private static Html Votes(ApprovalTexts texts, StageAttempt stage, int? quorum = null) => stage.Votes.Count == 0
        ? Html.Empty
        : Html.Of($"<h2>{texts.Votes}: {stage.Votes.Count}{(quorum is { } needed ? $" / {needed}" : "")}</h2><ul>{stage.Votes.Select(vote => Html.Of($"<li>{vote.By}, {Time(vote.At)} {vote.Comment}</li>"))}</ul>");

    private static Html Stages(ApprovalTexts texts, RunDetails run) => Html.Of($"""
        <h2>{texts.StagesSoFar}</h2>
        {RunGraph.Draw(run.Stages)}
        <table>
        <tr><th>{texts.Stage}</th><th>{texts.After}</th><th>{texts.Status}</th></tr>
        {run.Stages.Select(stage => Html.Of($"<tr><td>{stage.Name}</td><td class=\"quiet\">{string.Join(", ", stage.DependsOn)}</td><td><span class=\"status {StatusNames.Of(stage.Status)}\">{StatusNames.Of(stage.Status)}</span> <span class=\"quiet\">{stage.Reason}</span></td></tr>\n"))}</table>
        """);

    private static string Verdict(ApprovalTexts texts, StageDecision? decision) => decision?.Verdict switch
    {
        StageVerdict.Continue => texts.DecidedContinue,
        StageVerdict.Stop => texts.DecidedStop,
        StageVerdict.Timeout => texts.DecidedTimeout,
        _ => texts.DecidedOther,
    };

    private static Html Decision(ApprovalTexts texts, StageDecision? decision) => decision is null
        ? Html.Empty
        : Html.Of($"""
            <table>
            <tr><th scope="row">{texts.DecidedBy}</th><td>{decision.By}</td></tr>
            <tr><th scope="row">{texts.DecidedAt}</th><td>{Time(decision.At)}</td></tr>
            {Row(texts.Chosen, decision.Input)}{Row(texts.Comment, decision.Comment)}</table>
            """);

    private static Html Row(string name, string? value) =>
        string.IsNullOrEmpty(value) ? Html.Empty : Html.Of($"<tr><th scope=\"row\">{name}</th><td>{value}</td></tr>\n");

    private static Html Time(DateTimeOffset time)
    {
        var machine = time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return Html.Of($"<time datetime=\"{machine}\">{time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)}</time>");
    }
}
