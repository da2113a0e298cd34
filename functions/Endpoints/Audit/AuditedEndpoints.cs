using Pipeline.Functions.Access;
using Pipeline.Functions.Audit;
using Pipeline.Functions.Endpoints.Runs;
using Pipeline.Functions.Pipelines;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Endpoints.Audit;

/// <summary>Endpoints whose commands go to the audit log: before they are carried out, and what came of them after.</summary>
internal static class AuditedEndpoints
{
    /// <summary>Keeps every command that gets to the endpoint, which is about the run, the run's stage or the pipeline in its route.</summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="action">What the log calls it.</param>
    public static RouteHandlerBuilder Audits(this RouteHandlerBuilder builder, string action) =>
        builder.AddEndpointFilter((invocation, next) => CarryOutAsync(action, invocation, next));

    private static async ValueTask<object?> CarryOutAsync(string action, EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        if (invocation.Arguments.Any(argument => argument is true) && context.Request.Query.ContainsKey("dryRun"))
            return await next(invocation);

        var audit = context.RequestServices.GetRequiredService<AuditLog>();
        return await audit.CommandAsync(
            await CommandAsync(action, invocation),
            () => next(invocation).AsTask(),
            static (result, entry) => (result is INestedHttpResult nested ? nested.Result : result) is IValueHttpResult { Value: StartedRunAnswer started }
                ? entry with { Run = started.Id, Detail = Describe(started, entry) }
                : entry,
            context.RequestAborted);
    }

    private static async ValueTask<AuditCommand> CommandAsync(string action, EndpointFilterInvocationContext invocation)
    {
        var context = invocation.HttpContext;
        var by = context.Identity().Subject;
        var (reason, detail) = AskedFor(invocation);
        if (context.GetRouteValue("id") is string id)
        {
            var run = await context.RequestServices.GetRequiredService<RunStore>().FindDocumentAsync(id, context.RequestAborted) ?? throw new RunNotFoundException(id);
            var command = AuditCommand.OnRun(run, action, by, reason, context.GetRouteValue("stage") as string);
            return detail is null ? command : command with { Detail = $"{command.Detail}: {detail}" };
        }

        var name = (string)context.GetRouteValue("name")!;
        var head = await context.RequestServices.GetRequiredService<PipelineStore>().FindAsync(name, context.RequestAborted);
        return new() { By = by, Action = action, Subject = $"pipelines/{name}", Application = head?.Application, Reason = reason, Detail = detail };
    }

    private static string Describe(StartedRunAnswer started, AuditEntry asked) => asked switch
    {
        { Run: { } repeated } => $"run {started.Number}, a rerun of {repeated}",
        { Detail: { } detail } => $"run {started.Number}; {detail}",
        _ => $"run {started.Number}",
    };

    private static (string? Reason, string? Detail) AskedFor(EndpointFilterInvocationContext invocation)
    {
        foreach (var argument in invocation.Arguments)
        {
            switch (argument)
            {
                case ReasonBody body:
                    return (body.Reason, null);
                case JudgeBody body:
                    return (body.Comment, string.IsNullOrEmpty(body.Input) ? body.Decision : $"{body.Decision}, '{body.Input}'");
                case SkipBody { Remaining: { } remaining }:
                    return (null, $"down to {remaining}");
                case StartNowBody body:
                    return (body.Reason, null);
                case StartRunBody body:
                    return (body.Comment, body.FreezeOverride is { } passed ? $"no freeze is to hold it: {passed}" : null);
                case RerunBody body:
                    return (body.Comment, null);
            }
        }

        return (invocation.HttpContext.Request.Query["reason"] is [{ } reason, ..] ? reason : null, null);
    }
}
