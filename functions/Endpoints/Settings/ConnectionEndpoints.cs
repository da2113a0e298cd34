using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Functions.Access;
using Pipeline.Functions.Audit;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Settings;
using Pipeline.Stages.Settings;

namespace Pipeline.Functions.Endpoints.Settings;

/// <summary>What is asked of the systems that settings describe.</summary>
internal static class ConnectionEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static void MapConnections(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/settings/{kind}/{name}/test", TestAsync)
            .Requires(Permission.Edit, AccessScope.Anywhere)
            .WithName("testSetting").WithTags("Settings")
            .WithSummary("Tries whether the system that a setting describes answers and lets us in.")
            .ProducesProblems(403, 404, 409);
        routes.MapGet("/api/settings/{kind}/{name}/choices/{what}", ListChoicesAsync)
            .Requires(Permission.Edit, AccessScope.Anywhere)
            .WithName("listChoices").WithTags("Settings")
            .WithSummary("What the system that a setting describes offers; ?q= narrows it down, further query values say what the choice depends on.")
            .ProducesProblems(400, 403, 404, 409, 502);
    }

    private static async Task<Ok<SettingTestAnswer>> TestAsync(
        string kind, string name, HttpContext context, SettingStore settings, AuditLog audit, CancellationToken cancellationToken)
    {
        var (known, setting, connection) = await ConnectAsync(kind, name, context, settings, cancellationToken);
        SettingTestAnswer answer;
        try
        {
            answer = new(true, await InTimeAsync(cancellation => connection.TestAsync(Open(settings, setting), known.Input, cancellation), cancellationToken));
        }
        catch (SettingConnectionException exception)
        {
            answer = new(false, exception.Message);
        }

        await audit.RecordAsync(context.Identity().Subject, "setting.test", $"{kind}/{name}", setting.Application, answer.Ok ? "ok" : "failed", cancellationToken);
        return TypedResults.Ok(answer);
    }

    private static async Task<Ok<ChoiceList>> ListChoicesAsync(
        string kind, string name, string what, HttpContext context, SettingStore settings, CancellationToken cancellationToken, string q = "")
    {
        var (known, setting, connection) = await ConnectAsync(kind, name, context, settings, cancellationToken);
        if (!connection.Choices.ContainsKey(what))
            throw ProblemException.NotFound($"A {known.Title} offers no '{what}'. It offers {string.Join(", ", connection.Choices.Keys)}.");

        var query = new ChoiceQuery(what, q, context.Request.Query.ToDictionary(value => value.Key, value => value.Value.ToString(), StringComparer.Ordinal));
        try
        {
            var all = await InTimeAsync(cancellation => connection.ListChoicesAsync(Open(settings, setting), known.Input, query, cancellation), cancellationToken);
            var matching = all.Where(choice => choice.Contains(q, StringComparison.OrdinalIgnoreCase)).Take(ChoiceQuery.Most + 1).ToList();
            return TypedResults.Ok(new ChoiceList([.. matching.Take(ChoiceQuery.Most)], matching.Count > ChoiceQuery.Most));
        }
        catch (SettingConnectionException exception)
        {
            throw new ProblemException(StatusCodes.Status502BadGateway, ProblemCode.Unreachable, "The connected system gave no answer", exception.Message, exception);
        }
    }

    private static async ValueTask<(SettingKind Kind, Setting Setting, ISettingConnection Connection)> ConnectAsync(
        string kind, string name, HttpContext context, SettingStore settings, CancellationToken cancellationToken)
    {
        var known = SettingEndpoints.KindOf(kind);
        var setting = await SettingEndpoints.FindAsync(settings, known, name, cancellationToken);
        context.Identity().Demand(Permission.Edit, SettingEndpoints.ScopeOf(setting.Application));
        return known.Connect?.Invoke(context.RequestServices) is { } connection
            ? (known, setting, connection)
            : throw ProblemException.Conflict($"A {known.Title} is used by stages only; there is nothing to connect to.");
    }

    private static System.Text.Json.Nodes.JsonObject Open(SettingStore settings, Setting setting)
    {
        try
        {
            return settings.Open(setting);
        }
        catch (CryptographicException exception)
        {
            throw new SettingConnectionException("The setting's secrets cannot be read, for the key that encrypted them is gone. Send them anew.", exception);
        }
    }

    private static async ValueTask<T> InTimeAsync<T>(Func<CancellationToken, ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timer.CancelAfter(Patience);
        try
        {
            return await ask(timer.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SettingConnectionException($"The system gave no answer in {Patience.TotalSeconds:0} s.");
        }
    }
}
