using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Api;

/// <summary>Answers the calls of a cluster's API.</summary>
internal sealed class ApiAnswers(KubernetesSimulator simulator, CancellationToken stopping)
{
    private readonly DiscoveryAnswers _discovery = new(simulator);
    private readonly OpenApiAnswers _openApi = new(simulator);
    private readonly ReadAnswers _reads = new(simulator.Objects);
    private readonly WriteAnswers _writes = new(simulator.Objects);
    private readonly WatchAnswers _watches = new(simulator.Objects, stopping);
    private readonly LogAnswers _logs = new(simulator, stopping);

    /// <summary>Answers one.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        if (simulator.Faults.IsUnreachable)
        {
            context.Abort();
            return;
        }

        try
        {
            await RouteAsync(context);
        }
        catch (StoreException refused)
        {
            if (refused.RetryAfterSeconds is { } seconds)
                context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            await Json.WriteAsync(context, StatusBody.Of(refused), refused.Code);
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await Json.WriteAsync(context, StatusBody.Of(new(413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728")), 413);
        }
        catch (OperationCanceledException)
        {
            // Whoever asked has gone.
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            // A fault of the simulator's own; it is to be seen in the answer.
            await Json.WriteAsync(context, StatusBody.Of(new(500, "InternalError", $"Internal error occurred: {fault}")), 500);
        }
    }

    private async Task RouteAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        if (simulator.Faults.Take() is { } fault)
            throw new StoreException(fault.Status, FaultReason(fault.Status), "the server has been told to fail") { RetryAfterSeconds = fault.RetryAfterSeconds };
        if (path is "/healthz" or "/livez" or "/readyz")
        {
            await context.Response.WriteAsync("ok", context.RequestAborted);
            return;
        }

        var user = simulator.Users.Find(context.Request.Headers.Authorization.ToString()) ?? throw new StoreException(401, "Unauthorized", "Unauthorized");
        if ((_discovery.Find(path) ?? _openApi.Find(path)) is { } found)
        {
            await Json.WriteAsync(context, found);
            return;
        }

        if (path == AccessReviews.Path && context.Request.Method == "POST")
        {
            await Json.WriteAsync(context, AccessReviews.Answer(await Json.ReadAsync(context), user), 201);
            return;
        }

        var known = ApiPath.Read(simulator.Objects.Catalog, path) ?? throw new StoreException(404, "NotFound", "the server could not find the requested resource");
        Access.Demand(user, context, known);
        await DispatchAsync(context, known);
    }

    private Task DispatchAsync(HttpContext context, ApiPath path) => (context.Request.Method, path) switch
    {
        ("GET", { Subresource: "log" }) => _logs.AnswerAsync(context, path),
        ("GET", { Name: null }) when Access.IsWatch(context) => _watches.AnswerAsync(context, path),
        ("GET", { Name: not null }) when Access.IsWatch(context) => _watches.AnswerAsync(context, path),
        ("GET", _) => Json.WriteAsync(context, _reads.Answer(context, path)),
        ("POST", { Name: null }) => _writes.CreateAsync(context, path),
        ("PUT", { Name: not null }) => _writes.ReplaceAsync(context, path),
        ("PATCH", { Name: not null }) => _writes.PatchAsync(context, path),
        ("DELETE", { Name: not null }) => _writes.DeleteAsync(context, path),
        ("DELETE", _) => _writes.DeleteAllAsync(context, path),
        _ => throw new StoreException(405, "MethodNotAllowed", "the server does not allow this method on the requested resource"),
    };

    private static string FaultReason(int status) => status switch
    {
        401 => "Unauthorized",
        429 => "TooManyRequests",
        500 => "InternalError",
        503 => "ServiceUnavailable",
        504 => "Timeout",
        _ => "Unknown",
    };
}
