using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline.Simulators.Repositories;

namespace Pipeline.Simulators.GitHub;

/// <summary>
/// Answers as GitHub Enterprise Server's REST API does (version 2022-11-28, below <c>/api/v3</c>), as far as reading repositories needs:
/// with its errors, pages and rate limits.
/// </summary>
public sealed class GitHubSimulator : SimulatedServer
{
    private const string Root = "/api/v3/";

    private GitHubSimulator(TimeProvider? time)
        : base(time)
    {
    }

    /// <summary>Starts it.</summary>
    /// <param name="port">The port; 0: any that is free.</param>
    /// <param name="time">Its clock; null: the system's.</param>
    public static async Task<GitHubSimulator> StartAsync(int port = 0, TimeProvider? time = null)
    {
        var simulator = new GitHubSimulator(time);
        await simulator.ListenAsync(port);
        return simulator;
    }

    /// <inheritdoc/>
    protected override async Task AnswerAsync(HttpContext context)
    {
        var (status, body) = Answer(context);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        await WriteAsync(context, body);
    }

    private (int Status, JsonNode Body) Answer(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (!path.StartsWith(Root, StringComparison.Ordinal))
            return GitHubErrors.NotFound;

        path = Uri.UnescapeDataString(path[Root.Length..]);
        var (isTaken, failure) = path == "rate_limit" ? (true, null) : Calls.Take();
        WriteLimits(context.Response.Headers);
        if (failure is { } status)
            return GitHubErrors.Of(status, "Server Error");
        if (Calls.Pause is { } pause)
        {
            context.Response.Headers.RetryAfter = pause.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
            return GitHubErrors.Of(403, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.");
        }

        if (!isTaken)
            return GitHubErrors.Of(403, "API rate limit exceeded for user ID 1. If you reach out to GitHub Support for help, please include the request ID.");

        var sent = context.Request.Headers.Authorization.ToString().Split(' ')[^1];
        var token = Tokens.FirstOrDefault(token => token.Value == sent);
        return sent.Length > 0 && token is null
            ? GitHubErrors.Of(401, "Bad credentials")
            : new GitHubAnswers(this, context, token).Of(path.Split('/'));
    }

    private void WriteLimits(IHeaderDictionary headers)
    {
        headers["X-RateLimit-Limit"] = Calls.Limit.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = Calls.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Used"] = (Calls.Limit - Calls.Remaining).ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = Calls.ResetAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Resource"] = "core";
        headers["X-GitHub-Media-Type"] = "github.v3; format=json";
    }

    /// <summary>A page of a list, with the header <c>Link</c>.</summary>
    internal static JsonArray PageOf<T>(IEnumerable<T> all, HttpContext context, Func<T, JsonNode> write)
    {
        var (items, page, pages, size) = PageOf(all, context.Request, pageSize: 30);
        if (page < pages)
        {
            var address = $"{context.Request.Scheme}://{context.Request.Host}{context.Request.Path}?per_page={size}&page=";
            context.Response.Headers.Link = $"<{address}{page + 1}>; rel=\"next\", <{address}{pages}>; rel=\"last\"";
        }

        return [.. items.Select(write)];
    }
}
