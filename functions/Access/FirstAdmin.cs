using Pipeline.Functions.Hosting;

namespace Pipeline.Functions.Access;

/// <summary>Sees to it that somebody can sign in: the administrator whom the environment presets, or one whom the first start makes.</summary>
internal sealed class FirstAdmin(AccessTokens tokens, Members members)
{
    private const string Subject = "admin";

    /// <summary>Makes the administrator when that is due.</summary>
    /// <param name="options">The operator's, with the secret that is preset. Without one, a first start makes one; not under the Functions
    /// host, where what is printed is kept and read by many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The secret that was made, to be shown once; null when there was nothing to make.</returns>
    public async ValueTask<string?> EnsureAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        if (options.AdminToken is { } preset)
        {
            await GiveRoleAsync(cancellationToken);
            await tokens.PresetAsync(Subject, preset, cancellationToken);
            return null;
        }

        if (options.Mode is HostingMode.Functions || await tokens.AnyAsync(cancellationToken))
            return null;

        // The role comes first: a crash in between leaves no token, and the next start tries again.
        await GiveRoleAsync(cancellationToken);
        var (_, secret) = await tokens.CreateAsync(Subject, "first start", lifetime: null, Subject, cancellationToken);
        return secret;
    }

    private async ValueTask GiveRoleAsync(CancellationToken cancellationToken)
    {
        var member = await members.FindAsync(AccessRules.EveryApplication, Subject, cancellationToken);
        if (member?.Roles.Contains(Role.Admin) != true)
            await members.PutAsync(new Member(AccessRules.EveryApplication, Subject, [.. member?.Roles ?? [], Role.Admin]), cancellationToken);
    }
}
