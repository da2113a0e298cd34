using System.Security.Cryptography;
using System.Text;

namespace Pipeline.Storage.Azure;

/// <summary>An account's name and one of its two keys.</summary>
public sealed class StorageSharedKeyCredential
{
    private readonly byte[] _key;

    /// <param name="accountName">The account's name.</param>
    /// <param name="accountKey">The key in base64, as the portal shows it.</param>
    /// <exception cref="ArgumentException">The key is not base64. The message does not repeat it.</exception>
    public StorageSharedKeyCredential(string accountName, string accountKey)
    {
        AccountName = accountName;
        try
        {
            _key = Convert.FromBase64String(accountKey);
        }
        catch (FormatException)
        {
            throw new ArgumentException($"The key of storage account '{accountName}' is not base64. Copy it again from the account's access keys.", nameof(accountKey));
        }
    }

    /// <summary>The account's name.</summary>
    public string AccountName { get; }

    /// <summary>The HMAC-SHA256 of a text in base64.</summary>
    internal string Sign(string text) => Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)));
}
