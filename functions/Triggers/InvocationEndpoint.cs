using System.Collections.Frozen;
using System.Net.Mime;
using Microsoft.AspNetCore.Http.Features;
using Pipeline.Durable.FunctionsHost.Invocations;
using Pipeline.Functions.Access;
using Pipeline.Functions.Endpoints.Problems;

namespace Pipeline.Functions.Triggers;

/// <summary>
/// Takes the invocations of functions: <c>POST /{function}</c> from the Functions host, answered with 200 whatever an orchestrator or an
/// activity comes to. Another status means: run it again.
/// </summary>
internal sealed partial class InvocationEndpoint(
    FunctionsWorker worker, IEnumerable<ITriggeredFunction> functions, IHostApplicationLifetime lifetime, ILogger<InvocationEndpoint> logger)
{
    private readonly FrozenDictionary<string, ITriggeredFunction> _functions =
        functions.ToFrozenDictionary(static function => function.Declaration.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Maps the endpoint.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/{function}", static (string function, HttpContext context, InvocationEndpoint endpoint) => endpoint.InvokeAsync(function, context))
            .IsAnonymous().ExcludeFromDescription().WithMetadata(new InvocationMetadata());

    private async Task InvokeAsync(string function, HttpContext context)
    {
        if (!InvocationOrigin.IsOwnHost(context.Request))
            throw ProblemException.NotFound("There is nothing at this path.");

        // A turn brings the whole history of its instance.
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var reply = await ReplyAsync(function, context, ended.Token) ?? throw ProblemException.NotFound($"There is no function '{function}'.");
        var body = reply.ToJson();
        context.Response.ContentType = MediaTypeNames.Application.Json;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private async Task<FunctionReply?> ReplyAsync(string function, HttpContext context, CancellationToken cancellationToken)
    {
        try
        {
            var invocation = await FunctionInvocation.ReadAsync(context.Request.Body, context.RequestAborted);
            return await worker.InvokeAsync(function, invocation, cancellationToken)
                ?? (_functions.TryGetValue(function, out var triggered) ? await triggered.InvokeAsync(invocation, cancellationToken) : null);
        }
        catch (FormatException exception)
        {
            // The host keeps nothing of an answer that is no success.
            LogNotUnderstood(function, exception);
            throw ProblemException.Invalid(exception.Message, exception);
        }
    }

    [LoggerMessage(LogLevel.Error, "An invocation of the function '{Function}' is not understood.")]
    private partial void LogNotUnderstood(string function, Exception exception);
}

/// <summary>Marks the endpoint that is for the Functions host alone.</summary>
internal sealed record InvocationMetadata;
