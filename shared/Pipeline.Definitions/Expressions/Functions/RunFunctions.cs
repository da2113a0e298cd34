using Pipeline.Definitions.Expressions.Evaluation;

namespace Pipeline.Definitions.Expressions.Functions;

/// <summary>Functions that tell of the run as a whole and of pipelines; a pipeline's id is its name.</summary>
internal static class RunFunctions
{
    public static Callables All { get; } = new()
    {
        { "currentUser", 0, call => call.Context.Scope.CurrentUser ?? throw call.Fail("nobody is known to have started this.") },
        { "pipelineId", 1, call => Find(call) ?? throw call.Fail($"there is no pipeline '{call.Text(0)}'.") },
        { "pipelineIdOrNull", 1, Find },
    };

    private static string? Find(Call call) => call.Context.Ask(new(ExpressionLookupKind.PipelineId, call.Text(0))).Value;
}
