using Pipeline.Definitions;
using Pipeline.Definitions.Triggers;
using Pipeline.Stages;
using Pipeline.Stages.Catalog;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.ImageRegistries;
using Pipeline.Stages.Settings.Notifications;
using Pipeline.Stages.Settings.SourceRepositories;
using Pipeline.Stages.Settings.WebhookSources;

namespace Pipeline.Functions.Settings;

/// <summary>
/// Finds the settings that a definition names, as <c>kind/name</c>, so that none is deleted while it is in use. A name that an expression
/// gives when the run evaluates it cannot be found; the run then says which setting it misses.
/// </summary>
internal static class SettingUses
{
    private static readonly Lazy<IReadOnlyDictionary<string, IReadOnlyList<(string Field, string Kind)>>> Fields = new(static () =>
        StageCatalog.All.ToDictionary(type => type.Name, FieldsOf, StringComparer.Ordinal));

    /// <summary>The settings, each once, in order.</summary>
    public static IReadOnlyList<string> In(PipelineDefinition definition)
    {
        var uses = new SortedSet<string>(
            definition.Notifications.Concat(definition.Stages.SelectMany(stage => stage.Notifications)).Select(notification => $"{NotificationChannel.KindName}/{notification.Channel}"),
            StringComparer.Ordinal);
        foreach (var stage in definition.Stages)
        {
            foreach (var (field, kind) in Fields.Value.GetValueOrDefault(stage.Type) ?? [])
            {
                if (stage.With[field] is { } value && value.GetValueKind() is System.Text.Json.JsonValueKind.String && value.GetValue<string>() is var name && !name.Contains("${", StringComparison.Ordinal))
                    uses.Add($"{kind}/{name}");
            }
        }

        foreach (var trigger in definition.Triggers)
        {
            if (trigger is GitTrigger git)
                uses.Add($"{SourceRepository.KindName}/{git.Source}");
            if (trigger is ImageTrigger image)
                uses.Add($"{ImageRegistry.KindName}/{image.Registry}");
            if (trigger is WebhookTrigger webhook)
                uses.Add($"{WebhookSource.KindName}/{webhook.Source}");
        }

        return [.. uses];
    }

    private static IReadOnlyList<(string Field, string Kind)> FieldsOf(StageType type) =>
    [
        .. from property in type.Input.Properties
           from attribute in property.AttributeProvider?.GetCustomAttributes(typeof(SettingNameAttribute), inherit: true) ?? []
           select (property.Name, ((SettingNameAttribute)attribute).Kind),
    ];
}
