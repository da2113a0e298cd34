using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Pipeline.Stages.Settings;

/// <summary>Reaches the system that a setting describes, whatever its kind. Kinds implement <see cref="SettingConnection{TSetting}"/>.</summary>
public interface ISettingConnection
{
    /// <summary>What can be chosen from the system, by name, with a sentence each.</summary>
    IReadOnlyDictionary<string, string> Choices { get; }

    /// <summary>Tries whether the system answers and lets us in.</summary>
    /// <param name="setting">The setting with its secrets.</param>
    /// <param name="input">The kind's contract.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What was found, for people.</returns>
    /// <exception cref="SettingConnectionException">It does not.</exception>
    ValueTask<string> TestAsync(JsonObject setting, JsonTypeInfo input, CancellationToken cancellationToken);

    /// <summary>Lists what the system offers.</summary>
    /// <param name="setting">The setting with its secrets.</param>
    /// <param name="input">The kind's contract.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SettingConnectionException">The system gives no answer, or refuses.</exception>
    ValueTask<IReadOnlyList<string>> ListChoicesAsync(JsonObject setting, JsonTypeInfo input, ChoiceQuery query, CancellationToken cancellationToken);
}

/// <summary>Reaches the systems that settings of one kind describe.</summary>
/// <typeparam name="TSetting">The kind's typed setting.</typeparam>
public abstract class SettingConnection<TSetting> : ISettingConnection
    where TSetting : class
{
    /// <inheritdoc/>
    public virtual IReadOnlyDictionary<string, string> Choices { get; } = new Dictionary<string, string>();

    /// <inheritdoc cref="ISettingConnection.TestAsync"/>
    public abstract ValueTask<string> TestAsync(TSetting setting, CancellationToken cancellationToken);

    /// <inheritdoc cref="ISettingConnection.ListChoicesAsync"/>
    public virtual ValueTask<IReadOnlyList<string>> ListChoicesAsync(TSetting setting, ChoiceQuery query, CancellationToken cancellationToken) => new([]);

    ValueTask<string> ISettingConnection.TestAsync(JsonObject setting, JsonTypeInfo input, CancellationToken cancellationToken) =>
        TestAsync(Typed(setting, input), cancellationToken);

    ValueTask<IReadOnlyList<string>> ISettingConnection.ListChoicesAsync(
        JsonObject setting, JsonTypeInfo input, ChoiceQuery query, CancellationToken cancellationToken) =>
        ListChoicesAsync(Typed(setting, input), query, cancellationToken);

    private static TSetting Typed(JsonObject setting, JsonTypeInfo input) => setting.Deserialize((JsonTypeInfo<TSetting>)input)!;
}

/// <summary>What is asked of a connected system.</summary>
/// <param name="What">One of the connection's choices.</param>
/// <param name="Text">Only choices that hold this, whatever the case; empty: all.</param>
/// <param name="Fields">What else the choice depends on, by name, for example the repository whose branches are asked for.</param>
public sealed record ChoiceQuery(string What, string Text, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>How many choices an answer has at most.</summary>
    public const int Most = 100;
}

/// <summary>The system that a setting describes gives no answer, refuses, or is another than the setting says. The message names no secret.</summary>
public sealed class SettingConnectionException(string message, Exception? innerException = null) : Exception(message, innerException);
