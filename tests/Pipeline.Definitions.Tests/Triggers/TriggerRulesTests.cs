using System.Text.Json.Nodes;
using Pipeline.Definitions.Schedules;
using Pipeline.Definitions.Triggers;

namespace Pipeline.Definitions.Tests.Triggers;

public sealed class TriggerRulesTests
{
    private static readonly GitTrigger Git = new() { Id = "push", Source = "hub", Repository = "team/shop" };

    private static readonly GitChange Push = new() { Event = GitEvent.Push, Repository = "team/shop", Branch = "main", Commit = "abc", Files = ["src/a.cs"] };

    private static readonly GitChange Tag = new() { Event = GitEvent.Tag, Repository = "team/shop", Tag = "v1.2", Commit = "abc" };

    private static readonly GitChange PullRequest =
        new() { Event = GitEvent.PullRequest, Repository = "team/shop", Branch = "main", SourceBranch = "fix", Commit = "abc", PullRequest = 7 };

    public static TheoryData<GitTrigger, GitChange, string?> GitEvents => new()
    {
        { Git, Push, null },
        { Git with { Repository = "Team/Shop" }, Push, null },
        { Git with { Disabled = true }, Push, "the trigger is disabled" },
        { Git with { Repository = "team/other" }, Push, "it is of the repository 'team/shop', not 'team/other'" },
        { Git, Tag, "it is a tag, not a push" },
        { Git, PullRequest, "it is a pull request, not a push" },
        { Git with { Events = [GitEvent.Push, GitEvent.Tag] }, PullRequest, "it is a pull request, not a push or tag" },
        { Git with { Branches = ["main"] }, Push, null },
        { Git with { Branches = ["mai"] }, Push, "the branch 'main' matches none of 'mai'" },
        { Git with { Branches = ["release/.*", "main|master"] }, Push, null },
        { Git with { Branches = ["release/.*"] }, Push with { Branch = "release/2" }, null },
        { Git with { Branches = ["release/.*"] }, Push, "the branch 'main' matches none of 'release/.*'" },
        { Git with { Events = [GitEvent.Tag] }, Tag, null },
        { Git with { Events = [GitEvent.Tag], Tags = [@"v\d+\.\d+"], Branches = ["main"], Paths = ["x"] }, Tag, null },
        { Git with { Events = [GitEvent.Tag], Tags = [@"v\d"] }, Tag, @"the tag 'v1.2' matches none of 'v\d'" },
        { Git with { Events = [GitEvent.PullRequest], Branches = ["main"] }, PullRequest, null },
        { Git with { Events = [GitEvent.PullRequest], Branches = ["fix"] }, PullRequest, "the branch 'main' matches none of 'fix'" },
        { Git with { Events = [GitEvent.PullRequest] }, PullRequest with { IsFromFork = true }, "the pull request comes from a fork, and the trigger does not say 'forks: true'" },
        { Git with { Events = [GitEvent.PullRequest], Forks = true }, PullRequest with { IsFromFork = true }, null },
        { Git with { Events = [GitEvent.PullRequest], Forks = true, Definition = "a.yaml" }, PullRequest with { IsFromFork = true }, "the pull request comes from a fork, whose definition is not to be trusted" },
        { Git with { Paths = ["src/**"] }, Push, null },
        { Git with { Paths = ["docs/**"] }, Push, "none of the changed files ('src/a.cs') is among 'docs/**'" },
        { Git with { Paths = ["docs/**"] }, Push with { Files = ["a", "b", "c", "d"] }, "none of the changed files ('a', 'b', 'c' and 1 more) is among 'docs/**'" },
        { Git with { Paths = ["docs/**"] }, Push with { Files = [] }, "no file was changed" },
        { Git with { Paths = ["docs/**"] }, Push with { Files = null }, null },
        { Git with { Poll = TimeSpan.FromMinutes(1) }, Push, "the trigger asks the server itself, and takes no hooks" },
    };

    [Theory]
    [MemberData(nameof(GitEvents))]
    public void Changes_of_repositories(GitTrigger trigger, GitChange change, string? refusal) => Assert.Equal(refusal, Refusal(trigger, Event() with { Git = change }));

    [Fact]
    public void What_was_asked_for_is_for_triggers_that_ask()
    {
        var polled = Event() with { Git = Push, IsPolled = true };

        Assert.Null(Refusal(Git with { Poll = TimeSpan.FromMinutes(1) }, polled));
        Assert.Equal("it was found by asking the server, and this trigger waits for its hooks", Refusal(Git, polled));
    }

    [Theory]
    [InlineData(null, "1.0", null)]
    [InlineData(null, "latest", "the tag is 'latest', which only a trigger that names it takes")]
    [InlineData("latest", "latest", null)]
    [InlineData(@"1\.\d+", "1.22", null)]
    [InlineData(@"1\.\d", "1.22", @"the tag '1.22' does not match '1\.\d'")]
    public void Images(string? pattern, string tag, string? refusal) => Assert.Equal(
        refusal,
        Refusal(new ImageTrigger { Id = "image", Registry = "hub", Image = "team/shop", Tag = pattern }, Event() with { Image = new("team/shop", tag, null) }));

    [Fact]
    public void Another_image() => Assert.Equal(
        "it is the image 'team/other', not 'team/shop'",
        Refusal(new ImageTrigger { Id = "image", Registry = "hub", Image = "team/shop" }, Event() with { Image = new("team/other", "1", null) }));

    [Theory]
    [InlineData(RunStatus.Succeeded, new RunStatus[0], null)]
    [InlineData(RunStatus.Terminal, new RunStatus[0], "run 3 of 'build' ended as TERMINAL, not SUCCEEDED")]
    [InlineData(RunStatus.Terminal, new[] { RunStatus.Terminal, RunStatus.Canceled }, null)]
    [InlineData(RunStatus.Succeeded, new[] { RunStatus.Terminal, RunStatus.Canceled }, "run 3 of 'build' ended as SUCCEEDED, not TERMINAL or CANCELED")]
    public void Ends_of_runs(RunStatus status, RunStatus[] wanted, string? refusal) => Assert.Equal(
        refusal,
        Refusal(new PipelineTrigger { Id = "after", Pipeline = "build", Statuses = wanted }, Event() with { Run = new("id", 3, "build", status) }));

    [Theory]
    [InlineData("nightly", "shop", null)]
    [InlineData("weekly", "shop", "it is another schedule's time")]
    [InlineData("nightly", "other", "it is another schedule's time")]
    public void Schedules(string trigger, string pipeline, string? refusal)
    {
        var schedule = new ScheduleTrigger { Id = "nightly", Schedule = CronSchedule.Parse("0 3 * * *") };

        Assert.Equal(refusal, Refusal(schedule, Event() with { Schedule = new(pipeline, trigger, DateTimeOffset.UnixEpoch) }));
    }

    [Theory]
    [InlineData("$.branch", "main|release/.*", null)]
    [InlineData("$.branch", "mai", "'main' at '$.branch' does not match 'mai'")]
    [InlineData("branch", "main", null)]
    [InlineData("$.missing", ".*", "the payload has nothing at '$.missing'")]
    [InlineData("$.commits[*].author", "bob", null)]
    [InlineData("$.commits[*].author", "eve", "'ann' at '$.commits[*].author' does not match 'eve'")]
    [InlineData("$.count", "3", null)]
    [InlineData("$.nothing", ".*", "the payload has nothing at '$.nothing'")]
    public void Webhooks(string path, string pattern, string? refusal)
    {
        var trigger = new WebhookTrigger { Id = "hook", Source = "ci", Constraints = new Dictionary<string, string> { [path] = pattern } };
        var payload = JsonNode.Parse("""{"branch":"main","count":3,"nothing":null,"commits":[{"author":"ann"},{"author":"bob"}]}""")!.AsObject();

        Assert.Equal(refusal, Refusal(trigger, Event() with { Payload = payload }));
    }

    [Fact]
    public void Every_constraint_must_hold()
    {
        var trigger = new WebhookTrigger { Id = "hook", Source = "ci", Constraints = new Dictionary<string, string> { ["$.a"] = "1", ["$.b"] = "2" } };

        Assert.Equal("'3' at '$.b' does not match '2'", Refusal(trigger, Event() with { Payload = new() { ["a"] = 1, ["b"] = 3 } }));
        Assert.Null(Refusal(trigger, Event() with { Payload = new() { ["a"] = 1, ["b"] = 2 } }));
    }

    [Theory]
    [InlineData("jp", null)]
    [InlineData("kr", "what is at '$.parameters.region' does not match 'jp'")]
    public void Constraints_see_parameters_and_reasons_do_not_tell_them(string region, string? refusal)
    {
        var trigger = new WebhookTrigger { Id = "hook", Source = "ci", Constraints = new Dictionary<string, string> { ["$.parameters.region"] = "jp" } };

        Assert.Equal(refusal, Refusal(trigger, Event() with { Parameters = new() { ["region"] = region } }));
    }

    [Fact]
    public void An_event_of_another_type_is_refused_with_its_reason() =>
        Assert.Equal("the event is none of type git", Refusal(Git, Event()));

    private static TriggerEvent Event() => new() { Key = "git/hub", Summary = "something" };

    private static string? Refusal(TriggerDefinition trigger, TriggerEvent happened) => TriggerRules.Refusal(trigger, "shop", happened);
}
