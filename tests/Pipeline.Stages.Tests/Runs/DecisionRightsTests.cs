using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Tests.Runs;

public sealed class DecisionRightsTests
{
    [Theory]
    [InlineData(StageDecisionRule.Approval, "", "approver", true)]
    [InlineData(StageDecisionRule.Approval, "", "approver,viewer", true)]
    [InlineData(StageDecisionRule.Approval, "", "editor", false)]
    [InlineData(StageDecisionRule.Approval, "", "admin", false)]
    [InlineData(StageDecisionRule.Approval, "", "viewer", false)]
    [InlineData(StageDecisionRule.Approval, "", "", false)]
    [InlineData(StageDecisionRule.Judgement, "", "editor", true)]
    [InlineData(StageDecisionRule.Judgement, "", "approver", true)]
    [InlineData(StageDecisionRule.Judgement, "", "admin", true)]
    [InlineData(StageDecisionRule.Judgement, "", "viewer", false)]
    [InlineData(StageDecisionRule.Judgement, "viewer", "viewer", true)]
    [InlineData(StageDecisionRule.Judgement, "viewer", "editor", false)]
    [InlineData(StageDecisionRule.Judgement, "admin,approver", "approver", true)]
    [InlineData(StageDecisionRule.Judgement, "admin,approver", "editor", false)]
    public void Role_decides_who_may_decide(StageDecisionRule rule, string needed, string held, bool may)
    {
        var question = new StageQuestion { Rule = rule, Roles = List(needed) };

        var refusal = DecisionRights.Refusal(question, "bob", List(held), "ann", StageVerdict.Continue);

        Assert.Equal(may, refusal is null);
    }

    [Theory]
    [InlineData(true, "ann", StageVerdict.Continue, true)]
    [InlineData(false, "ann", StageVerdict.Continue, false)]
    [InlineData(false, "ann", StageVerdict.Stop, true)]
    [InlineData(false, "bob", StageVerdict.Continue, true)]
    public void Requester_may_be_kept_from_saying_yes_but_not_from_saying_no(bool requesterMay, string subject, StageVerdict verdict, bool may)
    {
        var question = new StageQuestion { Rule = StageDecisionRule.Approval, RequesterMayApprove = requesterMay };

        Assert.Equal(may, DecisionRights.Refusal(question, subject, ["approver"], "ann", verdict) is null);
    }

    private static string[] List(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
