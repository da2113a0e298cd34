using System.Diagnostics;
using System.Net.Mime;
using System.Text.Json;

namespace Pipeline.Functions.Endpoints.Problems;

/// <summary>Turns whatever ends a request badly into a problem: our own refusals, the framework's, bare status codes and faults of ours.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, IHostApplicationLifetime lifetime, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && context.Response is { ContentLength: null, ContentType: null } && BareStatus.Explain(context) is { } bare)
                await WriteAsync(context, bare);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; nobody reads an answer.
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested && context.Response.HasStarted)
        {
            // A stream ends here because the server stops: the answer is complete as it is, and its reader resumes it after the next start.
        }
        catch (Exception exception)
        {
            var problem = ProblemRules.For(exception);
            if (problem.Status >= StatusCodes.Status500InternalServerError && exception is not OperationCanceledException)
                Log.Failed(logger, context.Request.Method, PathOf(context), TraceIdOf(context), exception);
            if (context.Response.HasStarted)
                throw;

            context.Response.Clear();
            await WriteAsync(context, problem);
        }
    }

    private static async Task WriteAsync(HttpContext context, ProblemException problem)
    {
        var response = context.Response;
        response.StatusCode = problem.Status;
        response.ContentType = MediaTypeNames.Application.ProblemJson;
        response.Headers.CacheControl = "no-store";
        if (problem.Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer realm=\"pipeline\"";
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
            response.Headers.RetryAfter = "5";
        if (HttpMethods.IsHead(context.Request.Method))
            return;

        var body = new Problem
        {
            Type = "urn:pipeline:problem:" + problem.Code,
            Title = problem.Title,
            Status = problem.Status,
            Detail = problem.Message,
            Instance = context.Request.Path,
            TraceId = TraceIdOf(context),
            Errors = problem.Errors,
            Decision = problem.Decision,
        };
        await JsonSerializer.SerializeAsync(response.Body, body, ProblemJson.Readable.Problem, context.RequestAborted);
    }

    // What an approval link carries stays out of the log.
    private static string PathOf(HttpContext context) => context.GetEndpoint() is RouteEndpoint { RoutePattern: var pattern } && pattern.GetParameter("token") is not null
        ? pattern.RawText!
        : context.Request.Path;

    private static string TraceIdOf(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "{Method} {Path} failed (trace {TraceId})")]
        public static partial void Failed(ILogger logger, string method, string path, string traceId, Exception exception);
    }
}
