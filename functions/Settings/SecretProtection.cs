using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Pipeline.Storage;

namespace Pipeline.Functions.Settings;

/// <summary>
/// Encrypts with ASP.NET Data Protection, whose keys are kept in our blobs. Made on first use, because reading the keys would delay the
/// first answer of every start.
/// </summary>
public sealed class SecretProtection(IStorage storage) : IDataProtectionProvider
{
    // Fixed: keys of another application name cannot read what was protected under this one.
    private const string ApplicationName = "pipeline";

    private readonly Lazy<IDataProtectionProvider> _provider = new(() => Create(storage));

    /// <summary>Something that encrypts for a purpose; what one purpose protected another cannot read.</summary>
    public IDataProtector CreateProtector(string purpose) => _provider.Value.CreateProtector(purpose);

    /// <summary>Encrypts a secret's value. It can be read under the same name only.</summary>
    public byte[] Protect(string name, string value) => CreateProtector($"secret:{name}").Protect(Encoding.UTF8.GetBytes(value));

    /// <summary>The value that was encrypted.</summary>
    public string Unprotect(string name, byte[] value) => Encoding.UTF8.GetString(CreateProtector($"secret:{name}").Unprotect(value));

    // A container of its own: registered in the server's, Data Protection would load its keys at every start.
    private static IDataProtectionProvider Create(IStorage storage)
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName(ApplicationName);
        services.Configure<KeyManagementOptions>(options => options.XmlRepository = new KeyBlobs(storage.Blobs("data-protection")));
        return services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>();
    }
}
