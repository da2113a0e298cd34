using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Functions.Access;
using Pipeline.Functions.Endpoints.Problems;

namespace Pipeline.Functions.Endpoints.Access;

/// <summary>Personal access tokens: everybody's own, and everybody's for administrators.</summary>
internal static class TokenEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/tokens", CreateAsync)
            .Requires(Permission.Identity, AccessScope.Anywhere)
            .WithName("createToken").WithTags("Access")
            .WithSummary("Makes a personal access token and shows its secret this once.")
            .ProducesProblems(400, 403, 415);
        routes.MapGet("/api/tokens", ListAsync)
            .Requires(Permission.Identity, AccessScope.Anywhere)
            .WithName("listTokens").WithTags("Access")
            .WithSummary("The sender's tokens; ?subject=ann or ?subject=* for an administrator of every application. Secrets are never shown.")
            .ProducesProblems(400, 403);
        routes.MapDelete("/api/tokens/{id}", RevokeAsync)
            .Requires(Permission.Identity, AccessScope.Anywhere)
            .WithName("revokeToken").WithTags("Access")
            .WithSummary("Revokes a token at once: the sender's own, or with ?subject=ann somebody else's for an administrator of every application.")
            .ProducesProblems(403, 404);
    }

    private static async Task<Created<CreatedTokenAnswer>> CreateAsync(
        NewToken body, HttpContext context, AccessTokens tokens, CancellationToken cancellationToken)
    {
        var sender = context.Identity();
        var subject = Field.Subject("subject", body.Subject ?? sender.Subject);
        var name = Field.Text("name", body.Name, longest: 200);
        var lifetime = body.ExpiresIn is null ? null : (TimeSpan?)Field.Duration("expiresIn", body.ExpiresIn);
        DemandFor(sender, subject);

        var (token, secret) = await tokens.CreateAsync(subject, name, lifetime, sender.Subject, cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created(
            $"/api/tokens/{token.Id}", new CreatedTokenAnswer(token.Id, token.Subject, token.Name, secret, token.ExpiresAt));
    }

    private static async Task<Ok<TokenList>> ListAsync(
        HttpContext context, AccessTokens tokens, CancellationToken cancellationToken, string? subject = null)
    {
        var sender = context.Identity();
        subject = subject is null ? sender.Subject : subject == "*" ? subject : Field.Subject("subject", subject);
        DemandFor(sender, subject);

        var items = new List<TokenAnswer>();
        await foreach (var token in tokens.ListAsync(subject == "*" ? null : subject, cancellationToken))
            items.Add(TokenAnswer.Of(token));
        return TypedResults.Ok(new TokenList(items));
    }

    private static async Task<NoContent> RevokeAsync(
        string id, HttpContext context, AccessTokens tokens, CancellationToken cancellationToken, string? subject = null)
    {
        var sender = context.Identity();
        subject = subject is null ? sender.Subject : Field.Subject("subject", subject);
        DemandFor(sender, subject);

        if (!await tokens.RevokeAsync(subject, id, cancellationToken))
            throw ProblemException.NotFound($"'{subject}' has no token '{id}'. Somebody else's token needs ?subject=.");
        return TypedResults.NoContent();
    }

    private static void DemandFor(Identity sender, string subject)
    {
        if (subject != sender.Subject)
            sender.Demand(Permission.Administer, AccessRules.EveryApplication);
    }
}
