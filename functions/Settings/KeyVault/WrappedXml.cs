using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace Pipeline.Functions.Settings.KeyVault;

/// <summary>A text under a key of its own, which Key Vault wrapped; as it is stored.</summary>
/// <param name="Key">The wrapped key, and what wrapped it.</param>
/// <param name="Nonce">The nonce of AES-GCM.</param>
/// <param name="Ciphertext">The encrypted text.</param>
/// <param name="Tag">The tag of AES-GCM, which also covers <paramref name="Key"/>'s identifier.</param>
internal sealed record WrappedXml(WrapResult Key, byte[] Nonce, byte[] Ciphertext, byte[] Tag)
{
    /// <summary>The element's name.</summary>
    public const string ElementName = "encryptedKey";

    /// <summary>Bytes of a key for AES-256.</summary>
    public const int KeySize = 32;

    private const int NonceSize = 12;
    private const int TagSize = 16;

    public static WrappedXml Seal(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> key, WrapResult wrapped)
    {
        var sealedXml = new WrappedXml(wrapped, RandomNumberGenerator.GetBytes(NonceSize), new byte[plaintext.Length], new byte[TagSize]);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(sealedXml.Nonce, plaintext, sealedXml.Ciphertext, sealedXml.Tag, sealedXml.Associated);
        return sealedXml;
    }

    /// <exception cref="CryptographicException">It was changed since, or the key is another's.</exception>
    public byte[] Open(ReadOnlySpan<byte> key)
    {
        var plaintext = new byte[Ciphertext.Length];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(Nonce, Ciphertext, Tag, plaintext, Associated);
        return plaintext;
    }

    public XElement ToElement() => new(
        ElementName,
        new XComment(" This key is encrypted with a key in Azure Key Vault. "),
        new XElement("kid", Key.KeyId.Uri.AbsoluteUri),
        new XElement("key", Convert.ToBase64String(Key.EncryptedKey)),
        new XElement("nonce", Convert.ToBase64String(Nonce)),
        new XElement("value", Convert.ToBase64String(Ciphertext)),
        new XElement("tag", Convert.ToBase64String(Tag)));

    /// <exception cref="CryptographicException">It is not as <see cref="ToElement"/> writes it.</exception>
    public static WrappedXml Of(XElement element)
    {
        try
        {
            return KeyIdentifier.Parse(Text(element, "kid")) is { Version: not null } kid
                ? new WrappedXml(new WrapResult(kid, Bytes(element, "key")), Bytes(element, "nonce"), Bytes(element, "value"), Bytes(element, "tag"))
                : throw new FormatException("It names no version of a key in Key Vault.");
        }
        catch (FormatException exception)
        {
            throw new CryptographicException("A stored key is not in the form in which it was written.", exception);
        }
    }

    private byte[] Associated => Encoding.UTF8.GetBytes(Key.KeyId.Uri.AbsoluteUri);

    private static byte[] Bytes(XElement element, string name) => Convert.FromBase64String(Text(element, name));

    private static string Text(XElement element, string name) => element.Element(name)?.Value ?? throw new FormatException($"'{name}' is missing.");
}
