using Microsoft.AspNetCore.DataProtection;

namespace Pipeline.Functions.Settings;

/// <summary>Protects for a chain of purposes with the keys of a <see cref="SharedKeyRing"/>, whichever it has at the time.</summary>
internal sealed class SharedKeyProtector(SharedKeyRing keys, IReadOnlyList<string> purposes) : IDataProtector
{
    public IDataProtector CreateProtector(string purpose) => new SharedKeyProtector(keys, [.. purposes, purpose]);

    public byte[] Protect(byte[] plaintext) => keys.Protect(purposes, plaintext);

    public byte[] Unprotect(byte[] protectedData) => keys.Unprotect(purposes, protectedData);
}
