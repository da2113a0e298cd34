using System.Buffers.Text;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace Pipeline.Functions.Settings.KeyVault;

/// <summary>
/// Has Key Vault work with one of its keys, which never leaves it. Shaped like <c>Azure.Security.KeyVault.Keys.Cryptography.CryptographyClient</c>,
/// of which it has what wraps and unwraps other keys (REST, version 7.4).
/// </summary>
public sealed class CryptographyClient
{
    private const string Algorithm = "RSA-OAEP-256";
    private const string ServiceVersion = "7.4";
    private readonly KeyIdentifier _key;
    private readonly HttpPipeline _pipeline;

    /// <summary>Connects to nothing yet; the first request does.</summary>
    public CryptographyClient(KeyIdentifier key, TokenCredential credential, CryptographyClientOptions? options = null)
    {
        _key = key;
        _pipeline = HttpPipelineBuilder.Build(options ?? new CryptographyClientOptions(), [], [new BearerTokenAuthenticationPolicy(credential, key.Scope)], null);
    }

    /// <summary>Encrypts a key, with the newest version of the vault's unless the client's identifier names one.</summary>
    /// <exception cref="KeyVaultException">It cannot be done.</exception>
    public WrapResult WrapKey(ReadOnlySpan<byte> key, CancellationToken cancellationToken = default)
    {
        var result = Do("wrapkey", key, cancellationToken);
        return new WrapResult(result.Kid is { } kid && KeyIdentifier.Parse(kid) is { Version: not null } version ? version : throw NotUnderstood(), Bytes(result));
    }

    /// <summary>Decrypts a key. The client's identifier has to name the version that wrapped it.</summary>
    /// <exception cref="KeyVaultException">It cannot be done.</exception>
    public byte[] UnwrapKey(ReadOnlySpan<byte> encryptedKey, CancellationToken cancellationToken = default) => Bytes(Do("unwrapkey", encryptedKey, cancellationToken));

    private KeyOperationResult Do(string operation, ReadOnlySpan<byte> value, CancellationToken cancellationToken)
    {
        using var message = _pipeline.CreateMessage();
        message.Request.Method = RequestMethod.Post;
        message.Request.Uri.Reset(new Uri($"{_key.Uri.AbsoluteUri}/{operation}?api-version={ServiceVersion}"));
        message.Request.Headers.SetValue("Content-Type", "application/json");
        message.Request.Headers.SetValue("Accept", "application/json");
        message.Request.Content = RequestContent.Create(JsonSerializer.SerializeToUtf8Bytes(
            new KeyOperation(Algorithm, Base64Url.EncodeToString(value)), KeyVaultJson.Default.KeyOperation));
        try
        {
            _pipeline.Send(message, cancellationToken);
            return message.Response.Status == 200
                ? JsonSerializer.Deserialize(message.Response.Content, KeyVaultJson.Default.KeyOperationResult) ?? throw NotUnderstood()
                : throw Refused(operation, message.Response);
        }
        catch (JsonException exception)
        {
            throw NotUnderstood(exception);
        }
        catch (AuthenticationFailedException exception)
        {
            throw new KeyVaultException($"This process's identity gets no token for Key Vault: {exception.Message.Split('\n')[0]}", exception);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is RequestFailedException or AggregateException or IOException or OperationCanceledException)
        {
            var cause = exception is AggregateException { InnerExceptions: [.., var last] } ? last : exception;
            throw new KeyVaultException($"Key Vault at {_key.Uri.Host} gave no answer: {cause.Message}", exception);
        }
    }

    private KeyVaultException Refused(string operation, Response response)
    {
        KeyVaultError? error = null;
        try
        {
            error = JsonSerializer.Deserialize(response.Content, KeyVaultJson.Default.KeyVaultRefusal)?.Error;
        }
        catch (JsonException)
        {
            // A proxy's answer; the status has to do.
        }

        var remedy = response.Status switch
        {
            401 => " The identity's tokens are of another tenant than the vault's.",
            403 => " Give this process's identity the role 'Key Vault Crypto User' on the key or its vault, and let the vault's firewall pass it; a new assignment takes some minutes.",
            404 => " The key, or this version of it, is not there: check PIPELINE_KEY_VAULT_KEY, and recover it when it was deleted.",
            _ => "",
        };
        return new KeyVaultException($"Key Vault refused {operation} with {_key.Uri}: {response.Status} {error?.Code} {error?.Message?.Split('\n')[0].Trim()}".TrimEnd() + remedy)
        {
            IsKeyMissing = response.Status == 404,
        };
    }

    private byte[] Bytes(KeyOperationResult result)
    {
        try
        {
            return result.Value is { Length: > 0 } value ? Base64Url.DecodeFromChars(value) : throw NotUnderstood();
        }
        catch (FormatException exception)
        {
            throw NotUnderstood(exception);
        }
    }

    private KeyVaultException NotUnderstood(Exception? cause = null) => new($"The answer of {_key.Uri.Host} is not Key Vault's. Check PIPELINE_KEY_VAULT_KEY.", cause);
}

/// <summary>A key that was encrypted.</summary>
/// <param name="KeyId">The vault's key, with the version that encrypted it.</param>
/// <param name="EncryptedKey">The encrypted key.</param>
public sealed record WrapResult(KeyIdentifier KeyId, byte[] EncryptedKey);

/// <summary>How requests to Key Vault are sent, retried and logged; as with every Azure client.</summary>
public sealed class CryptographyClientOptions : ClientOptions
{
    /// <summary>Retries throttled and interrupted requests five times, 0.8 s apart at first and doubling, or as long as the service asks to wait.</summary>
    public CryptographyClientOptions()
    {
        Retry.MaxRetries = 5;
        Retry.Mode = RetryMode.Exponential;
        Retry.Delay = TimeSpan.FromMilliseconds(800);
        Retry.MaxDelay = TimeSpan.FromSeconds(10);
        Diagnostics.IsLoggingContentEnabled = false;
    }
}
