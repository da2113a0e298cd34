using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline.Simulators.Repositories;

namespace Pipeline.Simulators.GitLab;

/// <summary>Answers as GitLab's REST API does (v4), as far as reading repositories needs: with its errors, pages and rate limits.</summary>
public sealed class GitLabSimulator : SimulatedServer
{
    private const string Root = "/api/v4/";

    private GitLabSimulator(TimeProvider? time)
        : base(time)
    {
    }

    /// <summary>Starts it.</summary>
    /// <param name="port">The port; 0: any that is free.</param>
    /// <param name="time">Its clock; null: the system's.</param>
    public static async Task<GitLabSimulator> StartAsync(int port = 0, TimeProvider? time = null)
    {
        var simulator = new GitLabSimulator(time);
        await simulator.ListenAsync(port);
        return simulator;
    }

    /// <inheritdoc/>
    protected override async Task AnswerAsync(HttpContext context)
    {
        var (status, body) = Answer(context);
        context.Response.StatusCode = status;
        if (body is null)
        {
            context.Response.ContentType = "text/plain";
            await context.Response.WriteAsync("Retry later\n", context.RequestAborted);
            return;
        }

        context.Response.ContentType = "application/json";
        await WriteAsync(context, body);
    }

    private (int Status, JsonNode? Body) Answer(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (!path.StartsWith(Root, StringComparison.Ordinal))
            return Error(404, "404 Not Found");

        var (isTaken, failure) = Calls.Take();
        WriteLimits(context.Response.Headers);
        if (failure is { } status)
            return Error(status, "500 Internal Server Error");
        if (!isTaken || Calls.Pause is not null)
        {
            var pause = Calls.Pause ?? Calls.ResetAt - Time.GetUtcNow();
            context.Response.Headers.RetryAfter = Math.Ceiling(pause.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
            return (429, null);
        }

        var sent = context.Request.Headers["PRIVATE-TOKEN"].ToString() is { Length: > 0 } value ? value : context.Request.Headers.Authorization.ToString().Split(' ')[^1];
        var token = Tokens.FirstOrDefault(token => token.Value == sent);
        if (sent.Length > 0 && token is null)
            return Error(401, "401 Unauthorized");

        // Slashes within a name are sent as %2F and are still so here.
        return new GitLabAnswers(this, context, token).Of([.. path[Root.Length..].Split('/').Select(Uri.UnescapeDataString)]);
    }

    private void WriteLimits(IHeaderDictionary headers)
    {
        headers["RateLimit-Limit"] = Calls.Limit.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Observed"] = (Calls.Limit - Calls.Remaining).ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Remaining"] = Calls.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] = Calls.ResetAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-ResetTime"] = Calls.ResetAt.ToString("r", CultureInfo.InvariantCulture);
    }

    /// <summary>A refusal.</summary>
    internal static (int Status, JsonNode? Body) Error(int status, string message) => (status, new JsonObject { ["message"] = message });

    /// <summary>A page of a list, with the headers that tell of the others.</summary>
    internal static JsonArray PageOf<T>(IEnumerable<T> all, HttpContext context, Func<T, JsonNode> write)
    {
        var (items, page, pages, size) = PageOf(all, context.Request, pageSize: 20);
        var headers = context.Response.Headers;
        headers["X-Page"] = page.ToString(CultureInfo.InvariantCulture);
        headers["X-Per-Page"] = size.ToString(CultureInfo.InvariantCulture);
        headers["X-Next-Page"] = page < pages ? (page + 1).ToString(CultureInfo.InvariantCulture) : "";
        headers["X-Total-Pages"] = pages.ToString(CultureInfo.InvariantCulture);
        return [.. items.Select(write)];
    }
}
