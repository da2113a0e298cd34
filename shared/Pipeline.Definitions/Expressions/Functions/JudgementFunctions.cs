using Pipeline.Definitions.Expressions.Evaluation;

namespace Pipeline.Definitions.Expressions.Functions;

/// <summary>The option that a person chose; both spellings are Spinnaker's.</summary>
internal static class JudgementFunctions
{
    public static Callables All { get; } = new()
    {
        { "judgment", 1, Judgement },
        { "judgement", 1, Judgement },
    };

    private static object Judgement(Call call)
    {
        var name = call.Text(0);
        StageValue.Get(call.Context.Scope, name);
        return call.Context.Scope.Stages.FirstOrDefault(stage => (stage.Name == name || stage.Id == name) && stage.JudgementInput is not null)?.JudgementInput
            ?? throw call.Fail($"nobody has chosen an option in the stage '{name}'.");
    }
}
