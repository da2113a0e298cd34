using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Import.Spinnaker.Stages;

/// <summary>The manual judgment, and NHN's approval, which is one with <c>approval</c> set (reference C1, E2).</summary>
internal static class JudgementImport
{
    public static IReadOnlyList<ImportedStep> Convert(StageSource stage)
    {
        var with = new JsonObject();
        stage.CopyText(with, "instructions");
        stage.Fields.Ignore("judgmentStatus", "judgmentInput", "lastModifiedBy");
        stage.Fields.Miss(
            "propagateAuthenticationContext",
            "that the stages behind act as the person who judged",
            "stages act as whoever started the run",
            "Give that person's roles to whoever starts the run, or split the pipeline here.");
        foreach (var name in new[] { "selectedStageRoles", "requiredJudgmentRoles" })
            stage.Fields.Miss(name, $"the roles that may judge: {string.Join(", ", Roles(stage, name))}", "Spinnaker's roles are groups; here a role is held in the application", "Make those people approvers of the application, and write roles: [approver].");

        var isApproval = stage.Fields.Boolean("approval") is true;
        var options = Options(stage);
        if (isApproval && options.Count > 0)
            stage.Report.Miss(stage.Fields.PathOf("judgmentInputs"), "the options of the approval", "an approval is a yes or a no", "Ask with a feature.judgement stage before it.");
        else if (options.Count > 0)
            with["options"] = new JsonArray([.. options.Select(option => (JsonNode)option)]);
        return [new(isApproval ? "feature.approval" : "feature.judgement", with) { CanBeRefused = true }];
    }

    private static List<string> Options(StageSource stage)
    {
        var options = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var input in stage.Fields.Maps("judgmentInputs"))
        {
            var option = input.Text("value") is { } text ? stage.Expressions.Convert(text, input.PathOf("value")) : "";
            if (string.IsNullOrWhiteSpace(option) || !seen.Add(option))
                stage.Report.Miss(input.Path, $"the option '{Documents.DocumentFaults.Shorten(option)}'", "an option is a text that stands in the list once", "Give it a text of its own if it is meant.");
            else
                options.Add(option);
        }

        return options;
    }

    private static IEnumerable<string> Roles(StageSource stage, string name) =>
        stage.Fields.Says(name) ? stage.Fields.Texts(name) : [];
}
