using Pipeline.Definitions.Notifications;
using Pipeline.Definitions.Triggers;

namespace Pipeline.Definitions.Documents;

/// <summary>The words of a document's closed choices, in one place for reading, writing and the published schema.</summary>
internal static class Choices
{
    public static readonly IReadOnlyDictionary<string, JoinRule> Joins = new OrderedDictionary<string, JoinRule>
    {
        ["all"] = JoinRule.All,
        ["any"] = JoinRule.Any,
        ["all-done"] = JoinRule.AllDone,
    };

    public static readonly IReadOnlyDictionary<string, FailurePolicy> FailurePolicies = new OrderedDictionary<string, FailurePolicy>
    {
        ["fail-pipeline"] = FailurePolicy.FailPipeline,
        ["fail-branch"] = FailurePolicy.FailBranch,
        ["fail-branch-then-pipeline"] = FailurePolicy.FailBranchThenPipeline,
        ["ignore"] = FailurePolicy.Ignore,
    };

    public static readonly IReadOnlyDictionary<string, TimeoutOutcome> TimeoutOutcomes = new OrderedDictionary<string, TimeoutOutcome>
    {
        ["fail"] = TimeoutOutcome.Fail,
        ["succeed"] = TimeoutOutcome.Succeed,
    };

    public static readonly IReadOnlyList<string> TriggerTypes =
        [GitTrigger.TypeName, ImageTrigger.TypeName, PipelineTrigger.TypeName, ScheduleTrigger.TypeName, WebhookTrigger.TypeName];

    public static readonly IReadOnlyDictionary<string, GitEvent> GitEvents = new OrderedDictionary<string, GitEvent>
    {
        ["push"] = GitEvent.Push,
        ["tag"] = GitEvent.Tag,
        ["pull-request"] = GitEvent.PullRequest,
    };

    public static readonly IReadOnlyDictionary<string, RunStatus> EndStatuses = new OrderedDictionary<string, RunStatus>
    {
        ["SUCCEEDED"] = RunStatus.Succeeded,
        ["TERMINAL"] = RunStatus.Terminal,
        ["CANCELED"] = RunStatus.Canceled,
    };

    public static readonly IReadOnlyDictionary<string, ParameterType> ParameterTypes = new OrderedDictionary<string, ParameterType>
    {
        ["string"] = ParameterType.Text,
        ["number"] = ParameterType.Number,
        ["integer"] = ParameterType.WholeNumber,
        ["boolean"] = ParameterType.Boolean,
        ["array"] = ParameterType.List,
        ["object"] = ParameterType.Map,
    };

    /// <summary>What the notifications of a stage tell of.</summary>
    public static readonly IReadOnlyDictionary<string, NotificationEvent> StageNotificationEvents = new OrderedDictionary<string, NotificationEvent>
    {
        ["starting"] = NotificationEvent.Starting,
        ["complete"] = NotificationEvent.Complete,
        ["failed"] = NotificationEvent.Failed,
        ["waiting"] = NotificationEvent.Waiting,
        ["skipped"] = NotificationEvent.Skipped,
    };

    /// <summary>What the notifications of a pipeline tell of: a run is never skipped.</summary>
    public static readonly IReadOnlyDictionary<string, NotificationEvent> RunNotificationEvents = new OrderedDictionary<string, NotificationEvent>(
        StageNotificationEvents.Where(word => word.Value is not NotificationEvent.Skipped));

    /// <summary>The word of a choice.</summary>
    public static string WordOf<T>(this IReadOnlyDictionary<string, T> choices, T choice)
        where T : struct => choices.First(pair => EqualityComparer<T>.Default.Equals(pair.Value, choice)).Key;
}
