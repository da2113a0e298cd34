using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Pipeline.Definitions;
using Pipeline.Definitions.Triggers;
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
    private static readonly Lazy<IReadOnlyDictionary<string, JsonTypeInfo>> Inputs = new(static () =>
        StageCatalog.All.ToDictionary(type => type.Name, type => type.Input, StringComparer.Ordinal));

    /// <summary>The settings, each once, in order.</summary>
    public static IReadOnlyList<string> In(PipelineDefinition definition)
    {
        var uses = new SortedSet<string>(
            definition.Notifications.Concat(definition.Stages.SelectMany(stage => stage.Notifications)).Select(notification => $"{NotificationChannel.KindName}/{notification.Channel}"),
            StringComparer.Ordinal);
        foreach (var stage in definition.Stages)
        {
            if (Inputs.Value.TryGetValue(stage.Type, out var input))
                Add(uses, stage.With, input);
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

    /// <summary>Adds the settings that a value names, also in the maps and lists within it.</summary>
    private static void Add(SortedSet<string> uses, JsonNode? value, JsonTypeInfo type)
    {
        if (value is JsonArray list && type.ElementType is { } element)
        {
            foreach (var item in list)
                Add(uses, item, type.Options.GetTypeInfo(element));
        }

        if (value is not JsonObject fields || type.Kind is not JsonTypeInfoKind.Object)
            return;
        foreach (var property in type.Properties.Where(property => fields.ContainsKey(property.Name)))
        {
            var kinds = property.AttributeProvider?.GetCustomAttributes(typeof(SettingNameAttribute), inherit: true).Cast<SettingNameAttribute>() ?? [];
            foreach (var kind in kinds)
                uses.UnionWith(Names(fields[property.Name]).Select(name => $"{kind.Kind}/{name}"));
            if (property.CustomConverter is null)
                Add(uses, fields[property.Name], type.Options.GetTypeInfo(property.PropertyType));
        }
    }

    private static IEnumerable<string> Names(JsonNode? value) => value switch
    {
        JsonArray list => list.SelectMany(Names),
        JsonValue text when text.GetValueKind() is System.Text.Json.JsonValueKind.String && text.GetValue<string>() is var name && !name.Contains("${", StringComparison.Ordinal) => [name],
        _ => [],
    };
}
