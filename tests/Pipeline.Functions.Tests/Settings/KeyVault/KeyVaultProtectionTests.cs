using System.Security.Cryptography;
using System.Text;
using Pipeline.Functions.Settings;
using Pipeline.Functions.Settings.KeyVault;
using Pipeline.Stages;
using Pipeline.Stages.Kernel;
using Pipeline.Storage;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Functions.Tests.Settings.KeyVault;

public sealed class KeyVaultProtectionTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private EmbeddedStorage _storage = null!;
    private KeyVaultServer _vault = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _storage = await EmbeddedStorage.OpenAsync(_folder["data"], TimeProvider.System, Cancellation);
        _vault = await KeyVaultServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _vault.DisposeAsync();
        await _storage.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Keys_are_stored_encrypted_and_read_by_the_next_process()
    {
        var payload = new SecretProtection(_storage, _vault.Chosen()).Protect("name", "value");

        var stored = Assert.Single(await KeysAsync());
        Assert.DoesNotContain("<masterKey", stored, StringComparison.Ordinal);
        Assert.Contains($"<kid>{_vault.Key.Uri}/", stored, StringComparison.Ordinal);
        Assert.Equal("value", new SecretProtection(_storage, _vault.Chosen()).Unprotect("name", payload));
    }

    [Fact]
    public void After_a_rotation_a_key_is_decrypted_with_the_version_that_encrypted_it()
    {
        var payload = new SecretProtection(_storage, _vault.Chosen()).Protect("name", "value");
        _vault.Rotate();
        Assert.Equal("value", new SecretProtection(_storage, _vault.Chosen()).Unprotect("name", payload));
        Assert.Contains(_vault.Requests, request => request.Path.EndsWith("/unwrapkey?api-version=7.4", StringComparison.Ordinal));
    }

    [Fact]
    public void A_setting_with_a_version_stays_with_it()
    {
        var pinned = _vault.Chosen().ForWrapping().WrapKey(new byte[32], Cancellation).KeyId;
        _vault.Rotate();
        Assert.Equal(pinned, _vault.Chosen(pinned).ForWrapping().WrapKey(new byte[32], Cancellation).KeyId);
        Assert.NotEqual(pinned, _vault.Chosen().ForWrapping().WrapKey(new byte[32], Cancellation).KeyId);
    }

    [Fact]
    public async Task A_process_without_the_setting_replaced_wrapped_keys_by_one_that_nothing_encrypted()
    {
        new SecretProtection(_storage, _vault.Chosen()).Protect("name", "value");

        var refused = Assert.Throws<KeyVaultException>(() => new SecretProtection(_storage).Protect("name", "value"));

        Assert.Contains("PIPELINE_KEY_VAULT_KEY", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("<masterKey", Assert.Single(await KeysAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vault_that_lets_nobody_in_has_stages_wait_and_a_key_that_is_gone_fails_them()
    {
        await Secrets().PutAsync("token", "value", application: null, description: null, "ann", static _ => { }, Cancellation);

        _vault.Allows = false;
        var unavailable = await Assert.ThrowsAsync<SecretsUnavailableException>(async () => await Secrets().FindAsync("default", "token", Cancellation));
        Assert.Contains("'Key Vault Crypto User'", unavailable.Message, StringComparison.Ordinal);
        _vault.Allows = true;
        Assert.Equal("value", await Secrets().FindAsync("default", "token", Cancellation));

        _vault.Delete();
        var gone = await Assert.ThrowsAsync<StageFailedException>(async () => await Secrets().FindAsync("default", "token", Cancellation));
        Assert.Equal("secret-unreadable", gone.Error.Code);

        SecretStore Secrets() => new(_storage, new SecretProtection(_storage, _vault.Chosen()), TimeProvider.System);
    }

    [Fact]
    public async Task A_secret_whose_key_was_deleted_from_storage_fails_its_stage_and_says_what_to_do()
    {
        await new SecretStore(_storage, new SecretProtection(_storage), TimeProvider.System)
            .PutAsync("token", "value", application: null, description: null, "ann", static _ => { }, Cancellation);
        await foreach (var entry in Blobs.ListAsync(cancellationToken: Cancellation))
            await Blobs.DeleteAsync(entry.Name, Cancellation);

        var gone = await Assert.ThrowsAsync<StageFailedException>(
            async () => await new SecretStore(_storage, new SecretProtection(_storage), TimeProvider.System).FindAsync("default", "token", Cancellation));

        Assert.Equal("secret-unreadable", gone.Error.Code);
        Assert.Contains("'token'", gone.Error.Message, StringComparison.Ordinal);
        Assert.Contains("set the secret anew", gone.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_that_were_stored_before_Key_Vault_was_chosen_stay_readable()
    {
        var payload = new SecretProtection(_storage).Protect("name", "value");
        Assert.Equal("value", new SecretProtection(_storage, _vault.Chosen()).Unprotect("name", payload));
    }

    [Fact]
    public void An_identity_without_the_role_is_told_which_and_served_once_it_has_it()
    {
        var protection = new SecretProtection(_storage, _vault.Chosen());
        _vault.Allows = false;
        var refused = Assert.Throws<KeyVaultException>(() => protection.Protect("name", "value"));
        Assert.Contains("'Key Vault Crypto User'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("403 Forbidden", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);

        _vault.Allows = true;
        var payload = protection.Protect("name", "value");
        var next = new SecretProtection(_storage, _vault.Chosen());
        _vault.Allows = false;
        Assert.Throws<KeyVaultException>(() => next.Unprotect("name", payload));
        _vault.Allows = true;
        Assert.Equal("value", next.Unprotect("name", payload));
    }

    [Fact]
    public void A_request_without_the_vaults_token_is_refused_and_a_throttled_one_is_repeated()
    {
        Assert.Contains("401", Assert.Throws<KeyVaultException>(() => _vault.Chosen(token: "another").ForWrapping().WrapKey(new byte[32], Cancellation)).Message, StringComparison.Ordinal);

        var before = _vault.Requests.Count;
        _vault.Throttle(2);
        var wrapped = _vault.Chosen().ForWrapping().WrapKey([1, 2, 3], Cancellation);
        Assert.Equal(3, _vault.Requests.Count - before);
        Assert.Equal([1, 2, 3], _vault.Chosen().ForUnwrapping(wrapped.KeyId).UnwrapKey(wrapped.EncryptedKey, Cancellation));
    }

    [Fact]
    public async Task A_key_that_was_altered_or_leads_elsewhere_is_refused()
    {
        var payload = new SecretProtection(_storage, _vault.Chosen()).Protect("name", "value");
        var stored = Assert.Single(await KeysAsync());
        await ReplaceAsync(stored.Replace("<tag>", "<tag>AAAA", StringComparison.Ordinal));
        Assert.ThrowsAny<CryptographicException>(() => new SecretProtection(_storage, _vault.Chosen()).Unprotect("name", payload));

        await ReplaceAsync(stored.Replace("<kid>" + _vault.Key.Uri, "<kid>https://evil.example/keys/pipeline", StringComparison.Ordinal));
        var elsewhere = Assert.Throws<KeyVaultException>(() => new SecretProtection(_storage, _vault.Chosen()).Unprotect("name", payload));
        Assert.Contains("evil.example", elsewhere.Message, StringComparison.Ordinal);

        await ReplaceAsync(stored);
        var without = Assert.Throws<KeyVaultException>(() => new SecretProtection(_storage).Unprotect("name", payload));
        Assert.Contains("PIPELINE_KEY_VAULT_KEY", without.Message, StringComparison.Ordinal);
        Assert.Equal("value", new SecretProtection(_storage, _vault.Chosen()).Unprotect("name", payload));
    }

    private IBlobs Blobs => _storage.Blobs("data-protection");

    private async Task<IReadOnlyList<string>> KeysAsync()
    {
        var keys = new List<string>();
        await foreach (var entry in Blobs.ListAsync(cancellationToken: Cancellation))
            keys.Add(Encoding.UTF8.GetString((await Blobs.GetAsync(entry.Name, cancellationToken: Cancellation))!.Content.Span));
        return keys;
    }

    // In the place of the first key; those that a process without it made for itself meanwhile go.
    private async Task ReplaceAsync(string key)
    {
        var id = System.Xml.Linq.XElement.Parse(key).Attribute("id")!.Value;
        await foreach (var entry in Blobs.ListAsync(cancellationToken: Cancellation))
            await Blobs.DeleteAsync(entry.Name, Cancellation);
        await Blobs.PutAsync($"key-{id}.xml", Encoding.UTF8.GetBytes(key), cancellationToken: Cancellation);
    }
}
