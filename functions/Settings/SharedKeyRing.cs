using System.Buffers.Binary;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Pipeline.Functions.Settings.KeyVault;
using Pipeline.Storage;

namespace Pipeline.Functions.Settings;

/// <summary>
/// The keys of Data Protection, shared by every process over one storage. Each reads them once and may make new ones; one that is shown
/// something under a key which it does not know yet reads them again before it refuses.
/// </summary>
internal sealed class SharedKeyRing(IBlobs blobs, KeyEncryptionKey? keyEncryptionKey)
{
    // Fixed: keys of another application name cannot read what was protected under this one.
    private const string ApplicationName = "pipeline";

    // What Data Protection puts before everything that it protects; the key's id follows.
    private const uint Magic = 0x09F0C9F0;
    private const int HeaderSize = sizeof(uint) + 16;

    private readonly Lock _gate = new();
    private Reading? _current;

    public byte[] Protect(IReadOnlyList<string> purposes, byte[] plaintext)
    {
        var reading = Current();
        try
        {
            return reading.Protector(purposes).Protect(plaintext);
        }
        catch (Exception exception) when (CauseOf(exception) is { } cause)
        {
            Forget(reading);
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }

    /// <exception cref="CryptographicException">It was altered, was protected for another purpose, or its key is gone.</exception>
    public byte[] Unprotect(IReadOnlyList<string> purposes, byte[] protectedData)
    {
        var reading = Current();
        try
        {
            try
            {
                return reading.Protector(purposes).Unprotect(protectedData);
            }
            catch (CryptographicException exception) when (CauseOf(exception) is null)
            {
                if (!IsOfLaterKey(reading, protectedData))
                    throw;
                Forget(reading);
                reading = Current();
                return reading.Protector(purposes).Unprotect(protectedData);
            }
        }
        catch (Exception exception) when (CauseOf(exception) is { } cause)
        {
            Forget(reading);
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }

    // Looking for the one key first keeps forged data from making everything be read again.
    private static bool IsOfLaterKey(Reading reading, ReadOnlySpan<byte> protectedData)
    {
        if (protectedData.Length < HeaderSize || BinaryPrimitives.ReadUInt32BigEndian(protectedData) != Magic)
            return false;
        var key = new Guid(protectedData[sizeof(uint)..HeaderSize]);
        return !reading.Keys.Knows(key) && reading.Keys.IsStored(key);
    }

    private Reading Current()
    {
        lock (_gate)
            return _current ??= Read();
    }

    // Also what failed for a passing reason: Data Protection would remember that a key could not be decrypted.
    private void Forget(Reading reading)
    {
        lock (_gate)
        {
            if (_current == reading)
                _current = null;
        }
    }

    // A container of its own: registered in the server's, Data Protection would load its keys at every start.
    private Reading Read()
    {
        var keys = new KeyBlobs(blobs, canUnwrap: keyEncryptionKey is not null);
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName(ApplicationName);
        services.Configure<KeyManagementOptions>(options =>
        {
            options.XmlRepository = keys;
            options.XmlEncryptor = keyEncryptionKey is null ? null : new KeyVaultXmlEncryptor(keyEncryptionKey);
        });
        if (keyEncryptionKey is not null)
            services.AddSingleton(keyEncryptionKey);
        return new Reading(keys, services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>());
    }

    // Data Protection reports everything as a cryptographic fault, also that the keys cannot be had just now.
    private static Exception? CauseOf(Exception? exception) => exception switch
    {
        null => null,
        KeyVaultException or StorageException => exception,
        AggregateException { InnerExceptions: var several } => several.Select(CauseOf).FirstOrDefault(cause => cause is not null),
        _ => CauseOf(exception.InnerException),
    };

    private sealed record Reading(KeyBlobs Keys, IDataProtectionProvider Provider)
    {
        public IDataProtector Protector(IReadOnlyList<string> purposes) => Provider.CreateProtector(purposes);
    }
}
