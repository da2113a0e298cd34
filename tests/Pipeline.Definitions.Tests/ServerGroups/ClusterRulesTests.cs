using Pipeline.Definitions.ServerGroups;

namespace Pipeline.Definitions.Tests.ServerGroups;

public sealed class ClusterRulesTests
{
    [Theory]
    [InlineData("v0:1 v1:1 v2:1", "", 1, false, "v1 v0")]
    [InlineData("v0:1 v1:1 v2:1", "", 2, false, "v0")]
    [InlineData("v0:1 v1:1 v2:1", "v2", 1, false, "v1 v0")] // what this run deployed is the one that remains
    [InlineData("v0:1 v1:1 v2:1", "v1", 1, false, "v0")] // what is newer than that remains too
    [InlineData("v0:5 v1:1 v2:2", "", 1, true, "v2 v1")]
    [InlineData("v0:1 v1:1- v2:1", "", 1, false, "v0")] // what is disabled is not disabled again
    [InlineData("v0:1 v1:2-1 v2:1", "", 1, false, "v1 v0")] // and is, when an instance gets traffic all the same
    [InlineData("v0:1", "", 0, false, "v0")]
    [InlineData("", "", 1, false, "")]
    public void So_many_stay_enabled(string groups, string deployed, int remaining, bool prefersLarger, string expected) =>
        Assert.Equal(expected, Groups.Names(ClusterRules.ToDisable(Groups.Of(groups), Set(deployed), remaining, prefersLarger)));

    [Theory]
    [InlineData("v0:1- v1:1- v2:1", "", 1, false, false, "v1 v0")] // the active one counts as the one that remains
    [InlineData("v0:1- v1:1- v2:1", "", 2, false, false, "v0")]
    [InlineData("v0:1 v1:1 v2:1", "", 1, false, false, "")] // nobody may touch active ones
    [InlineData("v0:1 v1:1- v2:1-", "", 1, false, true, "v2 v1")] // an active one is kept before newer ones without traffic
    [InlineData("v0:3- v1:1- v2:2-", "", 1, true, false, "v2 v1")]
    [InlineData("v0:3 v1:1- v2:9-", "", 1, true, true, "v2 v1")]
    [InlineData("v0:1- v1:1- v2:1", "v2", 0, false, false, "v1 v0")]
    [InlineData("v0:1- v1:1-", "", 5, false, false, "")]
    public void So_many_are_left(string groups, string deployed, int size, bool retainsLarger, bool includesActive, string expected)
    {
        Assert.Equal(expected, Groups.Names(ClusterRules.ToDestroy(Groups.Of(groups), Set(deployed), size, retainsLarger, includesActive)));
        Assert.Equal(expected, Groups.Names(ClusterRules.ToScaleDown(Groups.Of(groups), Set(deployed), size, retainsLarger, includesActive)));
    }

    [Theory]
    [InlineData("v0:1 v1:1", "v0", "")]
    [InlineData("v0:1 v1:1", "v0 v1", "v0 v1")]
    [InlineData("v0:1- v1:1", "v1", "v1")]
    [InlineData("v0:1- v1:1-", "v0 v1", "")] // it did not serve before
    public void The_last_that_serve_are_told(string groups, string leaving, string expected)
    {
        var all = Groups.Of(groups);
        var names = Set(leaving);
        Assert.Equal(expected, Groups.Names(ClusterRules.LastOnes(all, [.. all.Where(group => names.Contains(group.Name))])));
    }

    [Theory]
    [InlineData(ServerGroupTarget.Newest, "v2")]
    [InlineData(ServerGroupTarget.Previous, "v1")]
    [InlineData(ServerGroupTarget.Oldest, "v0")]
    public void A_dynamic_target_is_found(ServerGroupTarget target, string expected) =>
        Assert.Equal(expected, ServerGroupOrder.Find(Groups.Of("v0:1 v1:1 v2:1"), target)!.Name);

    [Fact]
    public void Groups_of_one_second_are_told_apart_by_their_version()
    {
        var groups = Groups.Of("v0:1 v1:1 v2:1").Select(group => group with { CreatedAt = DateTimeOffset.UnixEpoch }).ToArray();

        Assert.Equal("v2 v1 v0", Groups.Names(groups.NewestFirst()));
        Assert.Null(ServerGroupOrder.Find(groups[..1], ServerGroupTarget.Previous));
    }

    [Theory]
    [InlineData("v0:1 v1:1", false, "v1 v0")]
    [InlineData("v0:0- v1:1", false, "v1 v0")]
    [InlineData("v0:0- v1:1", true, "v1 ")]
    [InlineData("v0:1 v1:1-", false, "v0 ")] // what was never enabled is not rolled back from
    [InlineData("v0:1 v1:0- v2:1", true, "v2 v0")]
    [InlineData("v0:0-", false, " ")]
    public void A_rollback_goes_from_the_newest_enabled_to_the_one_before(string groups, bool onlyEnabled, string expected)
    {
        var (from, to) = RollbackRules.Find(Groups.Of(groups), onlyEnabled);

        Assert.Equal(expected, $"{from?.Name} {to?.Name}");
    }

    [Theory]
    [InlineData("v0:3 v1:1 v2:2-", ImageSelection.Newest, true, "v1")]
    [InlineData("v0:3 v1:1 v2:2-", ImageSelection.Newest, false, "v2")]
    [InlineData("v0:3 v1:1 v2:2-", ImageSelection.Oldest, true, "v0")]
    [InlineData("v0:3 v1:3 v2:2-", ImageSelection.Largest, true, "v1")]
    [InlineData("v0:3- v1:3", ImageSelection.Only, true, "v1")]
    public void The_image_is_that_of_the_group_asked_for(string groups, ImageSelection selection, bool onlyEnabled, string expected) =>
        Assert.Equal(expected, ClusterImages.Choose(Groups.Of(groups), selection, onlyEnabled).Name);

    [Theory]
    [InlineData("", ImageSelection.Newest, "no server group")]
    [InlineData("v0:1- v1:1-", ImageSelection.Newest, "v0, v1")]
    [InlineData("v0:1 v1:1", ImageSelection.Only, "v1, v0")]
    public void That_no_image_can_be_chosen_is_explained(string groups, ImageSelection selection, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => ClusterImages.Choose(Groups.Of(groups), selection, onlyEnabled: true)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(3, 95, 3, true)]
    [InlineData(3, 95, 2, false)]
    [InlineData(20, 95, 19, true)]
    [InlineData(0, 95, 0, true)]
    public void Health_is_a_share_of_the_instances_wanted(int desired, int percentage, int healthy, bool expected) =>
        Assert.Equal(expected, RollbackRules.IsHealthy(Groups.Of("v0:0")[0] with { Capacity = new(0, desired, desired), HealthyInstances = healthy }, percentage));

    private static HashSet<string> Set(string names) => [.. names.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
