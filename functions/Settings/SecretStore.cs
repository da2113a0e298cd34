using System.Security.Cryptography;
using System.Text.Json;
using Pipeline.Functions.Settings.KeyVault;
using Pipeline.Stages;
using Pipeline.Stages.Kernel;
using Pipeline.Storage;

namespace Pipeline.Functions.Settings;

/// <summary>The secrets. Every kind of setting is a partition of the table <c>Settings</c>, every setting a row by its name.</summary>
public sealed class SecretStore(IStorage storage, SecretProtection protection, TimeProvider time) : ISecrets
{
    private const string Partition = "secrets";
    private readonly ITable _table = storage.Table("Settings");

    /// <summary>All secrets in the order of their names, their values encrypted.</summary>
    public async ValueTask<IReadOnlyList<Secret>> ListAsync(CancellationToken cancellationToken)
    {
        var secrets = new List<Secret>();
        await foreach (var row in _table.RowsAsync(new TableQuery { PartitionKey = Partition }, cancellationToken))
            secrets.Add(Read(row));
        return secrets;
    }

    /// <summary>One secret, its value encrypted; null when there is none of that name.</summary>
    public async ValueTask<Secret?> FindAsync(string name, CancellationToken cancellationToken) =>
        await _table.GetAsync(Partition, name, cancellationToken) is { } row ? Read(row) : null;

    /// <summary>Sets a secret's value and all that is said of it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The value in the clear.</param>
    /// <param name="application">The only application that may use it; null: all.</param>
    /// <param name="description">What it is.</param>
    /// <param name="subject">Who sets it.</param>
    /// <param name="admits">Refuses, by throwing, what the secret as it is now (null: there is none) does not admit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The secret, and whether it is new.</returns>
    public async ValueTask<(Secret Secret, bool IsNew)> PutAsync(
        string name, string value, string? application, string? description, string subject, Action<Secret?> admits, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await _table.GetAsync(Partition, name, cancellationToken);
            var before = row is null ? null : Read(row);
            admits(before);
            var secret = new Secret
            {
                Name = name,
                Application = application,
                Description = description,
                Version = (before?.Version ?? 0) + 1,
                Protected = protection.Protect(name, value),
                UpdatedAt = time.GetUtcNow(),
                UpdatedBy = subject,
            };
            try
            {
                var bytes = JsonSerializer.SerializeToUtf8Bytes(secret, SettingsJson.Default.Secret);
                if (row is null)
                    await _table.InsertAsync(new TableRow(Partition, name, bytes), cancellationToken);
                else
                    await _table.UpdateAsync(row with { Value = bytes }, cancellationToken);
                return (secret, before is null);
            }
            catch (StorageException exception) when (exception is RowChangedException or RowAlreadyExistsException or RowNotFoundException)
            {
                // Somebody set it in between: what is admitted is asked anew.
            }
        }
    }

    /// <summary>Removes a secret that nobody has set anew since <paramref name="version"/>.</summary>
    /// <exception cref="RowChangedException">Somebody has.</exception>
    public async ValueTask DeleteAsync(string name, int version, CancellationToken cancellationToken)
    {
        if (await _table.GetAsync(Partition, name, cancellationToken) is not { } row)
            return;
        if (Read(row).Version != version)
            throw new RowChangedException($"The secret '{name}' was set anew.");
        await _table.DeleteAsync(Partition, name, row.ETag, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<string?> FindAsync(string application, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(name, cancellationToken) is { } secret && (secret.Application is null || secret.Application == application)
                ? protection.Unprotect(name, secret.Protected)
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
                    $"The secret '{name}' cannot be read, for the key that encrypted it is not to be had: {exception.Message} Recover the key, or set the secret anew; then restart the stage."),
                exception);
        }
    }

    private static Secret Read(TableRow row) => JsonSerializer.Deserialize(row.Value.Span, SettingsJson.Default.Secret)!;
}
