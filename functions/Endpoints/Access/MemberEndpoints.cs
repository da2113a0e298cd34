using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Functions.Access;
using Pipeline.Functions.Endpoints.Problems;

namespace Pipeline.Functions.Endpoints.Access;

/// <summary>Who holds which roles in an application. The application <c>*</c> stands for every one.</summary>
internal static class MemberEndpoints
{
    public static void MapMembers(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/applications/{application}/members", ListAsync)
            .Requires(Permission.View, AccessScope.Application)
            .WithName("listMembers").WithTags("Access")
            .WithSummary("The members of an application and their roles.")
            .ProducesProblems(403, 404);
        routes.MapGet("/api/applications/{application}/members/{subject}", GetAsync)
            .Requires(Permission.View, AccessScope.Application)
            .WithName("getMember").WithTags("Access")
            .WithSummary("One member and its roles.")
            .ProducesProblems(403, 404);
        routes.MapPut("/api/applications/{application}/members/{subject}", PutAsync)
            .Requires(Permission.Administer, AccessScope.Application)
            .WithName("putMember").WithTags("Access")
            .WithSummary("Gives a subject these roles and no others.")
            .ProducesProblems(400, 403, 404, 409, 415);
        routes.MapDelete("/api/applications/{application}/members/{subject}", DeleteAsync)
            .Requires(Permission.Administer, AccessScope.Application)
            .WithName("deleteMember").WithTags("Access")
            .WithSummary("Takes all roles in the application from a subject.")
            .ProducesProblems(403, 404, 409);
    }

    private static async Task<Ok<MemberList>> ListAsync(
        string application, Applications applications, Members members, CancellationToken cancellationToken)
    {
        await DemandApplicationAsync(applications, application, cancellationToken);
        return TypedResults.Ok(new MemberList([.. (await members.ListAsync(application, cancellationToken)).Select(MemberAnswer.Of)]));
    }

    private static async Task<Ok<MemberAnswer>> GetAsync(
        string application, string subject, Applications applications, Members members, CancellationToken cancellationToken)
    {
        await DemandApplicationAsync(applications, application, cancellationToken);
        return TypedResults.Ok(MemberAnswer.Of(await FindAsync(members, application, subject, cancellationToken)));
    }

    private static async Task<Ok<MemberAnswer>> PutAsync(
        string application, string subject, MemberBody body, Applications applications, Members members, CancellationToken cancellationToken)
    {
        Field.Subject("subject", subject);
        var roles = body.Roles.Distinct().Order().ToArray();
        if (roles.Length == 0)
            throw ProblemException.InvalidField("roles", "Name at least one of viewer, approver, editor and admin; DELETE takes all roles away.");

        await DemandApplicationAsync(applications, application, cancellationToken);
        if (!roles.Contains(Role.Admin))
            await DemandAnotherAdminAsync(members, application, subject, cancellationToken);

        var member = new Member(application, subject, roles);
        await members.PutAsync(member, cancellationToken);
        return TypedResults.Ok(MemberAnswer.Of(member));
    }

    private static async Task<NoContent> DeleteAsync(
        string application, string subject, Applications applications, Members members, CancellationToken cancellationToken)
    {
        await DemandApplicationAsync(applications, application, cancellationToken);
        await FindAsync(members, application, subject, cancellationToken);
        await DemandAnotherAdminAsync(members, application, subject, cancellationToken);
        await members.DeleteAsync(application, subject, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async ValueTask DemandApplicationAsync(Applications applications, string application, CancellationToken cancellationToken)
    {
        if (application != AccessRules.EveryApplication)
            await ApplicationEndpoints.FindAsync(applications, application, cancellationToken);
    }

    private static async ValueTask<Member> FindAsync(Members members, string application, string subject, CancellationToken cancellationToken) =>
        await members.FindAsync(application, subject, cancellationToken)
            ?? throw ProblemException.NotFound($"'{subject}' is no member of '{application}'.");

    // Without an administrator of every application nobody could ever give a role again.
    private static async ValueTask DemandAnotherAdminAsync(Members members, string application, string subject, CancellationToken cancellationToken)
    {
        if (application != AccessRules.EveryApplication)
            return;

        var admins = (await members.ListAsync(application, cancellationToken)).Where(member => member.Roles.Contains(Role.Admin)).ToArray();
        if (admins is [var last] && last.Subject == subject)
            throw ProblemException.Conflict($"'{subject}' is the last administrator of every application. Make somebody else one first.");
    }
}
