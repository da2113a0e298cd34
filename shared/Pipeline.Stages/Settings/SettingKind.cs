using System.Text.Json.Serialization.Metadata;

namespace Pipeline.Stages.Settings;

/// <summary>A line of the catalog of settings: what outside systems of a kind are connected by.</summary>
public sealed record SettingKind
{
    /// <summary>The name in addresses, plural and lower-case, for example <c>source-repositories</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What one setting of the kind is called, in English, for example <c>source repository</c>.</summary>
    public required string Title { get; init; }

    /// <summary>The same in Korean.</summary>
    public required string KoreanTitle { get; init; }

    /// <summary>The source-generated contract of the typed setting, from which schema and form are derived.</summary>
    public required JsonTypeInfo Input { get; init; }

    /// <summary>Makes what reaches the system that a setting describes; null when there is nothing to reach.</summary>
    public Func<IServiceProvider, ISettingConnection>? Connect { get; init; }

    /// <summary>The fields that are encrypted and never shown.</summary>
    public IReadOnlyList<string> SecretFields => FieldsWith<SecretValueAttribute>();

    /// <summary>The fields that say who is given the secrets: where one of them changes, the secrets have to be given anew.</summary>
    public IReadOnlyList<string> ReceiverFields => FieldsWith<SecretReceiverAttribute>();

    private string[] FieldsWith<TAttribute>()
        where TAttribute : Attribute =>
        [.. Input.Properties.Where(property => property.AttributeProvider?.IsDefined(typeof(TAttribute), inherit: true) is true).Select(property => property.Name)];
}

/// <summary>A field of a setting that is encrypted at rest, left out of every answer, and kept when a change leaves it out.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretValueAttribute : Attribute;

/// <summary>
/// A field of a setting that says who is given its secrets, for example an address. Whoever changes it has to give the secrets anew, so that
/// nobody leads a secret that he does not know to a place of his own.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretReceiverAttribute : Attribute;

/// <summary>An input of a stage that is the name of a setting.</summary>
/// <param name="kind">The setting's kind.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingNameAttribute(string kind) : Attribute
{
    /// <summary>The setting's kind.</summary>
    public string Kind { get; } = kind;
}

/// <summary>An input of a stage for which the connected system offers choices.</summary>
/// <param name="setting">The input that names the setting.</param>
/// <param name="what">What is chosen, one of the kind's choices.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ChoicesAttribute(string setting, string what) : Attribute
{
    /// <summary>The input that names the setting.</summary>
    public string Setting { get; } = setting;

    /// <summary>What is chosen, one of the kind's choices.</summary>
    public string What { get; } = what;
}
