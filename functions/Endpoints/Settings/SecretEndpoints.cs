using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Functions.Access;
using Pipeline.Functions.Audit;
using Pipeline.Functions.Endpoints.OpenApi;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Pipelines;
using Pipeline.Functions.Settings;

namespace Pipeline.Functions.Endpoints.Settings;

/// <summary>Secrets: set, listed without their values, and removed. A secret for all applications needs a role held in all.</summary>
internal static class SecretEndpoints
{
    private const int LongestValue = 65_536;

    public static void MapSecrets(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/settings/secrets", ListAsync)
            .Requires(Permission.View, AccessScope.Anywhere)
            .WithName("listSecrets").WithTags("Settings")
            .WithSummary("The secrets that the sender's applications may use, without their values.")
            .ProducesProblems(403);
        routes.MapGet("/api/settings/secrets/{name}", GetAsync)
            .Requires(Permission.View, AccessScope.Anywhere)
            .WithName("getSecret").WithTags("Settings")
            .WithSummary("What is known of a secret, without its value.")
            .ProducesProblems(403, 404);
        routes.MapPut("/api/settings/secrets/{name}", PutAsync)
            .Requires(Permission.Edit, AccessScope.Anywhere)
            .WithName("putSecret").WithTags("Settings")
            .WithSummary("Sets a secret's value, which cannot be read again. If-Match and If-None-Match: * guard against others' changes.")
            .ReadsPreconditions()
            .ProducesProblems(400, 403, 412, 415);
        routes.MapDelete("/api/settings/secrets/{name}", DeleteAsync)
            .Requires(Permission.Edit, AccessScope.Anywhere)
            .WithName("deleteSecret").WithTags("Settings")
            .WithSummary("Removes a secret to which no pipeline refers.")
            .ProducesProblems(403, 404, 409, 412);
    }

    private static async Task<Ok<SecretList>> ListAsync(HttpContext context, SecretStore secrets, CancellationToken cancellationToken)
    {
        var sender = context.Identity();
        var all = await secrets.ListAsync(cancellationToken);
        return TypedResults.Ok(new SecretList([.. all.Where(secret => MayView(sender, secret)).Select(SecretAnswer.Of)]));
    }

    private static async Task<Ok<SecretAnswer>> GetAsync(string name, HttpContext context, SecretStore secrets, CancellationToken cancellationToken)
    {
        var secret = await FindAsync(secrets, name, cancellationToken);
        if (!MayView(context.Identity(), secret))
            context.Identity().Demand(Permission.View, ScopeOf(secret.Application));
        context.Response.Headers.ETag = Preconditions.TagOf(secret.Version);
        return TypedResults.Ok(SecretAnswer.Of(secret));
    }

    private static async Task<Results<Ok<SecretAnswer>, Created<SecretAnswer>>> PutAsync(
        string name, SecretBody body, HttpContext context, SecretStore secrets, Applications applications, AuditLog audit, CancellationToken cancellationToken)
    {
        Field.Secret("name", name);
        var application = body.Application is null ? null : Field.Application("application", body.Application);
        if (body.Value.Length is 0 or > LongestValue || !Field.IsWellFormed(body.Value))
            throw ProblemException.InvalidField("value", $"Write 1 to {LongestValue} characters, without NUL and halves of surrogate pairs.");
        var description = Field.OptionalText("description", body.Description, longest: 2000);

        var sender = context.Identity();
        sender.Demand(Permission.Edit, ScopeOf(application));
        if (application is not null && await applications.FindAsync(application, cancellationToken) is null)
            throw ProblemException.InvalidField("application", $"There is no application '{application}'.");

        var (secret, isNew) = await secrets.PutAsync(name, body.Value, application, description, sender.Subject, Admit, cancellationToken);
        await audit.RecordAsync(sender.Subject, "secret.put", $"secrets/{name}", application, $"version {secret.Version}", cancellationToken);
        context.Response.Headers.ETag = Preconditions.TagOf(secret.Version);
        var answer = SecretAnswer.Of(secret);
        return isNew ? TypedResults.Created($"/api/settings/secrets/{name}", answer) : TypedResults.Ok(answer);

        void Admit(Secret? present)
        {
            if (present is not null)
                sender.Demand(Permission.Edit, ScopeOf(present.Application));
            Preconditions.Demand(context.Request, present?.Version);
        }
    }

    private static async Task<NoContent> DeleteAsync(
        string name, HttpContext context, SecretStore secrets, PipelineStore pipelines, AuditLog audit, CancellationToken cancellationToken)
    {
        var secret = await FindAsync(secrets, name, cancellationToken);
        var sender = context.Identity();
        sender.Demand(Permission.Edit, ScopeOf(secret.Application));
        Preconditions.Demand(context.Request, secret.Version);
        var users = (await pipelines.ListAsync(cancellationToken)).Where(pipeline => pipeline.Secrets.Contains(name)).Select(pipeline => pipeline.Name).ToArray();
        if (users.Length > 0)
            throw ProblemException.InUse($"The secret '{name}' is used by {string.Join(", ", users)}. Take it out of these pipelines first.");

        await secrets.DeleteAsync(name, secret.Version, cancellationToken);
        await audit.RecordAsync(sender.Subject, "secret.delete", $"secrets/{name}", secret.Application, detail: null, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async ValueTask<Secret> FindAsync(SecretStore secrets, string name, CancellationToken cancellationToken) =>
        await secrets.FindAsync(name, cancellationToken) ?? throw ProblemException.NotFound($"There is no secret '{name}'.");

    private static string ScopeOf(string? application) => application ?? AccessRules.EveryApplication;

    // A secret of all applications is no news to anybody who writes pipelines in one of them.
    private static bool MayView(Identity sender, Secret secret) => secret.Application is { } application
        ? AccessRules.Allows(sender, Permission.View, application)
        : AccessRules.AllowsAnywhere(sender, Permission.View);
}
