using Pipeline.Functions.Access.AppService;
using Pipeline.Functions.Hosting;

namespace Pipeline.Functions.Access;

/// <summary>Sees to it that somebody can sign in: the administrator whom the environment presets, or one whom the first start makes.</summary>
internal sealed partial class FirstAdmin(AccessTokens tokens, Members members, AppServiceAuthentication appService, ILogger<FirstAdmin> logger)
{
    private const string Subject = "admin";

    /// <summary>Makes the administrator when that is due.</summary>
    /// <param name="options">The operator's, with the secret that is preset. Without one, a first start makes one; not under the Functions
    /// host, where what is printed is kept and read by many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The secret that was made, to be shown once; null when there was nothing to make.</returns>
    public async ValueTask<string?> EnsureAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        if (options.AdminToken is { } preset && !KeyVaultReference.Is(preset))
        {
            await GiveRoleAsync(cancellationToken);
            await tokens.PresetAsync(Subject, preset, cancellationToken);
            return null;
        }

        if (options.Mode is HostingMode.Functions)
        {
            await TellWhoCanSignInAsync(options, cancellationToken);
            return null;
        }

        if (await tokens.AnyAsync(cancellationToken))
            return null;

        // The role comes first: a crash in between leaves no token, and the next start tries again.
        await GiveRoleAsync(cancellationToken);
        var (_, secret) = await tokens.CreateAsync(Subject, "first start", lifetime: null, Subject, cancellationToken);
        return secret;
    }

    // The app serves all the same: runs that are under way and the token that was preset before do not depend on it.
    private async ValueTask TellWhoCanSignInAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        if (options.AdminToken is not null)
            LogUnresolved();
        if (!appService.IsOn && !await tokens.AnyAsync(cancellationToken))
            LogNobody();
    }

    private async ValueTask GiveRoleAsync(CancellationToken cancellationToken)
    {
        var member = await members.FindAsync(AccessRules.EveryApplication, Subject, cancellationToken);
        if (member?.Roles.Contains(Role.Admin) != true)
            await members.PutAsync(new Member(AccessRules.EveryApplication, Subject, [.. member?.Roles ?? [], Role.Admin]), cancellationToken);
    }

    [LoggerMessage(LogLevel.Error, "PIPELINE_ADMIN_TOKEN is a Key Vault reference that the platform has not resolved, so no token is preset from it. Give the app's identity the role 'Key Vault Secrets User' on the vault and look at the reference's status beside the setting in the portal.")]
    private partial void LogUnresolved();

    [LoggerMessage(LogLevel.Warning, "Nobody can sign in yet. Turn App Service authentication on and assign the app role 'Pipeline.Admin' to somebody, or set PIPELINE_ADMIN_TOKEN (a Key Vault reference keeps it out of the settings). docs/identity.md tells how.")]
    private partial void LogNobody();
}
