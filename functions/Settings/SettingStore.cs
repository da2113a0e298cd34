using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Pipeline.Functions.Settings.KeyVault;
using Pipeline.Stages;
using Pipeline.Stages.Kernel;
using Pipeline.Stages.Settings;
using Pipeline.Storage;

namespace Pipeline.Functions.Settings;

/// <summary>The settings of every kind but secrets. A kind is a partition of the table <c>Settings</c>, a setting a row by its name.</summary>
public sealed class SettingStore(IStorage storage, SecretProtection protection, TimeProvider time) : ISettings
{
    private readonly ITable _table = storage.Table("Settings");

    /// <summary>The settings of a kind in the order of their names.</summary>
    public async ValueTask<IReadOnlyList<Setting>> ListAsync(string kind, CancellationToken cancellationToken)
    {
        var settings = new List<Setting>();
        await foreach (var row in _table.RowsAsync(new TableQuery { PartitionKey = kind }, cancellationToken))
            settings.Add(Read(row));
        return settings;
    }

    /// <summary>One setting; null when there is none of that kind and name.</summary>
    public async ValueTask<Setting?> FindAsync(string kind, string name, CancellationToken cancellationToken) =>
        await _table.GetAsync(kind, name, cancellationToken) is { } row ? Read(row) : null;

    /// <summary>The setting with its secrets in the clear: only for what reaches the system that it describes.</summary>
    /// <exception cref="KeyVaultException">The secrets' key cannot be had.</exception>
    /// <exception cref="CryptographicException">The secrets' key is gone.</exception>
    public JsonObject Open(Setting setting)
    {
        var whole = setting.With.DeepClone().AsObject();
        foreach (var (field, value) in SecretsOf(setting))
            whole[field] = value;
        return whole;
    }

    /// <summary>Makes a setting or changes it.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="name">Its name.</param>
    /// <param name="application">The only application that may use it; null: all.</param>
    /// <param name="description">What it is.</param>
    /// <param name="with">Its fields; secrets that are left out stay.</param>
    /// <param name="subject">Who sends it.</param>
    /// <param name="admits">Refuses, by throwing, what the setting as it is now (null: there is none) does not admit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The setting, and whether it is new.</returns>
    public async ValueTask<(Setting Setting, bool IsNew)> PutAsync(
        SettingKind kind,
        string name,
        string? application,
        string? description,
        JsonObject with,
        string subject,
        Action<Setting?> admits,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await _table.GetAsync(kind.Name, name, cancellationToken);
            var before = row is null ? null : Read(row);
            admits(before);
            var whole = new SettingChange(kind, with).Apply(before, before is null ? new Dictionary<string, string>() : SecretsOf(before));
            var setting = Seal(kind, whole, new Setting
            {
                Kind = kind.Name,
                Name = name,
                Application = application,
                Description = description,
                Version = (before?.Version ?? 0) + 1,
                With = [],
                UpdatedAt = time.GetUtcNow(),
                UpdatedBy = subject,
            });
            var bytes = JsonSerializer.SerializeToUtf8Bytes(setting, SettingsJson.Default.Setting);
            try
            {
                if (row is null)
                    await _table.InsertAsync(new TableRow(kind.Name, name, bytes), cancellationToken);
                else
                    await _table.UpdateAsync(row with { Value = bytes }, cancellationToken);
                return (setting, before is null);
            }
            catch (StorageException exception) when (exception is RowChangedException or RowAlreadyExistsException or RowNotFoundException)
            {
                // Somebody changed it in between: what is admitted is asked anew.
            }
        }
    }

    /// <summary>Removes a setting that nobody has changed since <paramref name="version"/>.</summary>
    /// <exception cref="RowChangedException">Somebody has.</exception>
    public async ValueTask DeleteAsync(string kind, string name, int version, CancellationToken cancellationToken)
    {
        if (await _table.GetAsync(kind, name, cancellationToken) is not { } row)
            return;
        if (Read(row).Version != version)
            throw new RowChangedException($"The setting '{name}' was changed.");
        await _table.DeleteAsync(kind, name, row.ETag, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<TSetting?> FindAsync<TSetting>(
        string application, string kind, string name, JsonTypeInfo<TSetting> input, CancellationToken cancellationToken)
        where TSetting : class
    {
        try
        {
            return await FindAsync(kind, name, cancellationToken) is { } setting && (setting.Application is null || setting.Application == application)
                ? Open(setting).Deserialize(input)
                : null;
        }
        catch (Exception exception) when (exception is StorageException or KeyVaultException { IsKeyMissing: false })
        {
            throw new SecretsUnavailableException(exception.Message, exception);
        }
        catch (Exception exception) when (exception is CryptographicException or KeyVaultException)
        {
            throw new StageFailedException(
                new StageError(
                    "secret-unreadable",
                    $"The secrets of {kind}/{name} cannot be read, for the key that encrypted them is not to be had: {exception.Message} Recover the key, or send the secrets anew; then restart the stage."),
                exception);
        }
    }

    private Setting Seal(SettingKind kind, JsonObject whole, Setting setting)
    {
        var secrets = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var field in kind.SecretFields)
        {
            if (whole[field] is { } value)
                secrets[field] = protection.Protect(PurposeOf(setting, field), value.GetValue<string>());
            whole.Remove(field);
        }

        return setting with { With = whole, Secrets = secrets };
    }

    private Dictionary<string, string> SecretsOf(Setting setting) => setting.Secrets.ToDictionary(
        secret => secret.Key, secret => protection.Unprotect(PurposeOf(setting, secret.Key), secret.Value), StringComparer.Ordinal);

    // A slash is in no secret's name, so that no secret can be read as a setting's field or the other way round.
    private static string PurposeOf(Setting setting, string field) => $"{setting.Kind}/{setting.Name}/{field}";

    private static Setting Read(TableRow row) => JsonSerializer.Deserialize(row.Value.Span, SettingsJson.Default.Setting)!;
}
