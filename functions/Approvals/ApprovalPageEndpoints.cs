using Microsoft.Extensions.Primitives;
using Pipeline.Functions.Access;
using Pipeline.Functions.Access.AppService;
using Pipeline.Functions.Audit;
using Pipeline.Functions.Endpoints;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Hosting;
using Pipeline.Functions.Pages;
using Pipeline.Stages;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Approvals;

/// <summary>
/// The page behind an approval link. Looking at it decides nothing (mail scanners follow links); only its form does. Roles are checked when
/// the form comes, not when the link was made.
/// </summary>
internal static class ApprovalPageEndpoints
{
    private const int LongestForm = 64 * 1024;
    private const int LongestText = 4000;

    public static void MapApprovalPages(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/approvals/{token}", PageResponses.Reading, ShowAsync).IsAnonymous().ExcludeFromDescription();
        routes.MapPost("/approvals/{token}", DecideAsync).IsAnonymous().ExcludeFromDescription().DisableAntiforgery();
    }

    private static async Task ShowAsync(
        string token, HttpContext context, ApprovalLinks links, RunStore runs, AppServiceAuthentication appService, TimeProvider time)
    {
        var texts = ApprovalTexts.For(context.Request.Headers.AcceptLanguage);
        var (link, run, stage) = await FindAsync(token, links, runs, context.RequestAborted);
        if (Refusal(texts, link, run, stage, time) is var (status, page))
            await page.WriteAsync(context, status);
        else if (stage!.Decision is not null)
            await ApprovalPage.Decided(texts, run!, stage).WriteAsync(context, StatusCodes.Status200OK);
        else
            await ApprovalPage.Ask(texts, run!, stage, link!, await appService.FindAsync(context.Request, context.RequestAborted)).WriteAsync(context, StatusCodes.Status200OK);
    }

    private static async Task DecideAsync(
        string token,
        HttpContext context,
        ApprovalLinks links,
        RunStore runs,
        StageDecisions decisions,
        IdentityReader identities,
        AppServiceAuthentication appService,
        Members members,
        ServerOptions options,
        AuditLog audit,
        TimeProvider time)
    {
        var cancellationToken = context.RequestAborted;
        var texts = ApprovalTexts.For(context.Request.Headers.AcceptLanguage);
        var (link, run, stage) = await FindAsync(token, links, runs, cancellationToken);
        if (Refusal(texts, link, run, stage, time) is var (status, page))
        {
            await page.WriteAsync(context, status);
            return;
        }

        // The platform's sign-in comes with every form that a browser sends, also with one that a foreign page makes it send.
        var signedIn = RequestOrigin.IsOwn(context.Request, options.PublicUrl) == true ? await appService.FindAsync(context.Request, cancellationToken) : null;
        var form = await context.Request.ReadSmallFormAsync(LongestForm);
        if (form is null || Verdict(form) is not { } verdict)
        {
            await ApprovalPage.Ask(texts, run!, stage!, link!, signedIn, texts.VerdictNeeded, Text(form, "input"), Text(form, "comment")).WriteAsync(context, StatusCodes.Status400BadRequest);
            return;
        }

        if (await WhoAsync(link!, signedIn, form, identities, members, cancellationToken) is not { } identity)
        {
            await ApprovalPage.Ask(texts, run!, stage!, link!, signedIn, texts.SignInNeeded, Text(form, "input"), Text(form, "comment")).WriteAsync(context, StatusCodes.Status401Unauthorized);
            return;
        }

        try
        {
            var answer = new StageAnswer
            {
                Verdict = verdict,
                Input = Field.OptionalText("input", Text(form, "input"), LongestText),
                Comment = Field.OptionalText("comment", Text(form, "comment"), LongestText),
                By = identity.Subject,
                Roles = [.. identity.RolesIn(run!.Run.Application).Select(role => role.ToString().ToLowerInvariant())],
                Attempt = link!.Attempt,
            };
            var command = AuditCommand.OnRun(run.Run, "stage.judge", identity.Subject, answer.Comment, link.StageId);
            await audit.CommandAsync(
                command with { Detail = $"{command.Detail}: {verdict.ToString().ToLowerInvariant()}, by an approval link" },
                () => decisions.DecideAsync(link.RunId, link.StageId, answer, cancellationToken),
                cancellationToken);
            if (link.Subject is not null)
                await links.MarkUsedAsync(link, cancellationToken);
            var now = await runs.FindDetailsAsync(link.RunId, cancellationToken);
            var decided = now!.Find(link.StageId)!;
            var outcome = decided.Decision is null ? ApprovalPage.Voted(texts, now, decided) : ApprovalPage.Decided(texts, now, decided);
            await outcome.WriteAsync(context);
        }
        catch (DecisionForbiddenException exception)
        {
            await ApprovalPage.Refused(texts, texts.NotAllowedTitle, exception.Message).WriteAsync(context, StatusCodes.Status403Forbidden);
        }
        catch (Exception exception) when (exception is InvalidCommandException or ProblemException)
        {
            await ApprovalPage.Ask(texts, run!, stage!, link!, signedIn, exception.Message, Text(form, "input"), Text(form, "comment")).WriteAsync(context, StatusCodes.Status400BadRequest);
        }
        catch (RunConflictException exception)
        {
            var now = (await runs.FindDetailsAsync(link!.RunId, cancellationToken))?.Find(link.StageId);
            var hasVoted = now is { Decision: null } && now.Votes.Any(vote => vote.By == identity.Subject);
            await ApprovalPage.Refused(texts, hasVoted ? texts.VoteRecordedTitle : texts.OverTitle, exception.Message, Asked(now, link))
                .WriteAsync(context, StatusCodes.Status409Conflict);
        }
    }

    private static async Task<(ApprovalLink? Link, RunDetails? Run, StageDocument? Stage)> FindAsync(
        string token, ApprovalLinks links, RunStore runs, CancellationToken cancellationToken)
    {
        if (await links.FindAsync(token, cancellationToken) is not { } link || await runs.FindDetailsAsync(link.RunId, cancellationToken) is not { } run)
            return default;
        return (link, run, run.Find(link.StageId));
    }

    /// <summary>Why a link cannot ask; null when it can, or when what it asked is decided and can be shown.</summary>
    private static (int Status, Html Page)? Refusal(ApprovalTexts texts, ApprovalLink? link, RunDetails? run, StageDocument? stage, TimeProvider time)
    {
        if (link is null || run is null || stage is null)
            return (StatusCodes.Status404NotFound, ApprovalPage.Refused(texts, texts.ForgedTitle, texts.Forged));
        var asked = Asked(stage, link);
        return link.StateAt(time.GetUtcNow()) switch
        {
            ApprovalLinkState.Revoked => (StatusCodes.Status410Gone, ApprovalPage.Refused(texts, texts.RevokedTitle, texts.Revoked, asked)),
            ApprovalLinkState.Used => (StatusCodes.Status410Gone, ApprovalPage.Refused(texts, texts.UsedTitle, texts.Used, asked)),
            ApprovalLinkState.Expired => (StatusCodes.Status410Gone, ApprovalPage.Refused(texts, texts.ExpiredTitle, texts.Expired, asked)),
            _ when stage.Attempt != link.Attempt || (stage.WaitingFor?.Question is null && stage.Decision is null) =>
                (StatusCodes.Status410Gone, ApprovalPage.Refused(texts, texts.OverTitle, texts.Over, asked)),
            _ => null,
        };
    }

    /// <summary>The attempt that the link asks about; null when it never began.</summary>
    private static StageAttempt? Asked(StageDocument? stage, ApprovalLink link) =>
        stage?.Attempt == link.Attempt ? stage : stage?.EarlierAttempts.FirstOrDefault(attempt => attempt.Attempt == link.Attempt);

    private static StageVerdict? Verdict(IFormCollection form) => form["decision"].ToString() switch
    {
        "continue" => StageVerdict.Continue,
        "stop" => StageVerdict.Stop,
        _ => null,
    };

    private static string? Text(IFormCollection? form, string name) => form is null || StringValues.IsNullOrEmpty(form[name]) ? null : form[name].ToString();

    private static async ValueTask<Identity?> WhoAsync(
        ApprovalLink link, Identity? signedIn, IFormCollection form, IdentityReader identities, Members members, CancellationToken cancellationToken)
    {
        if (link.Subject is { } subject)
            return signedIn?.Subject == subject ? signedIn : new Identity(subject, await members.RolesOfAsync(subject, cancellationToken));
        return Text(form, "token") is { } token ? await identities.FindAsync(token, cancellationToken) : signedIn;
    }
}
