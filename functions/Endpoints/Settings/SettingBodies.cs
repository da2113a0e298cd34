using System.Text.Json.Nodes;
using Pipeline.Functions.Settings;
using Pipeline.Stages.Catalog;
using Pipeline.Stages.Settings;

namespace Pipeline.Functions.Endpoints.Settings;

/// <summary>A setting to make or change.</summary>
internal sealed record SettingBody
{
    /// <summary>The kind's own fields. A secret that is left out stays as it is, one that is null is removed.</summary>
    public required JsonObject With { get; init; }

    /// <summary>The only application whose pipelines may use it; those of all when left out.</summary>
    public string? Application { get; init; }

    /// <summary>What it is, for people.</summary>
    public string? Description { get; init; }

    // A record prints its properties; this one must not print secrets into a log.
    public override string ToString() => nameof(SettingBody);
}

/// <summary>A setting, without its secrets.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name, which pipelines write.</param>
/// <param name="Application">The only application whose pipelines may use it; left out: those of all.</param>
/// <param name="Description">What it is.</param>
/// <param name="Version">Counts its changes from 1.</param>
/// <param name="With">The kind's own fields, without secrets.</param>
/// <param name="Secrets">Which secret fields are set.</param>
/// <param name="UpdatedAt">When it was changed.</param>
/// <param name="UpdatedBy">Who changed it.</param>
internal sealed record SettingAnswer(
    string Kind,
    string Name,
    string? Application,
    string? Description,
    int Version,
    JsonObject With,
    IReadOnlyList<string> Secrets,
    DateTimeOffset UpdatedAt,
    string UpdatedBy)
{
    public static SettingAnswer Of(Setting setting) => new(
        setting.Kind,
        setting.Name,
        setting.Application,
        setting.Description,
        setting.Version,
        setting.With,
        [.. setting.Secrets.Keys.Order(StringComparer.Ordinal)],
        setting.UpdatedAt,
        setting.UpdatedBy);
}

/// <summary>Settings of a kind.</summary>
/// <param name="Items">In the order of their names.</param>
internal sealed record SettingList(IReadOnlyList<SettingAnswer> Items);

/// <summary>A kind of setting.</summary>
/// <param name="Kind">Its name in addresses.</param>
/// <param name="Title">What one setting of the kind is called.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Schema">The JSON Schema (draft 2020-12) of its <c>with</c>; secrets are <c>writeOnly</c>.</param>
/// <param name="CanTest">Whether the connection can be tried.</param>
/// <param name="Choices">What can be asked of the connected system, by name.</param>
internal sealed record SettingKindAnswer(
    string Kind, string Title, string Description, JsonObject Schema, bool CanTest, IReadOnlyDictionary<string, string> Choices)
{
    public static SettingKindAnswer Of(SettingKind kind, bool korean, IServiceProvider services)
    {
        var connection = kind.Connect?.Invoke(services);
        return new(
            kind.Name,
            korean ? kind.KoreanTitle : kind.Title,
            StageTypeSchemas.Describe(kind),
            StageTypeSchemas.SchemaOf(kind),
            connection is not null,
            connection?.Choices ?? new Dictionary<string, string>());
    }
}

/// <summary>The kinds of settings.</summary>
/// <param name="Items">In the order of their names; secrets are a kind of their own beside them.</param>
internal sealed record SettingKindList(IReadOnlyList<SettingKindAnswer> Items);

/// <summary>What trying a connection came to.</summary>
/// <param name="Ok">Whether the system answers and lets us in.</param>
/// <param name="Message">What was found, or what to do.</param>
internal sealed record SettingTestAnswer(bool Ok, string Message);

/// <summary>What a connected system offers.</summary>
/// <param name="Items">The choices, at most 100.</param>
/// <param name="More">Whether there are more; a longer <c>?q=</c> narrows them down.</param>
internal sealed record ChoiceList(IReadOnlyList<string> Items, bool More);
