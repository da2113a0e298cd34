using Pipeline.Functions.Hosting;

namespace Pipeline.Functions.Access.AppService;

/// <summary>
/// App Service authentication ("Easy Auth"): the platform signs people in before a request reaches the app, and says who they are in a header
/// that it takes out of whatever comes from outside. Only where it does that is the header worth anything.
/// </summary>
internal sealed class AppServiceAuthentication(ServerOptions options, Members members)
{
    /// <summary>The platform's header with the principal.</summary>
    public const string Header = "X-MS-CLIENT-PRINCIPAL";

    /// <summary>The platform sets it to <c>True</c> for an app whose authentication is on.</summary>
    public const string Setting = "WEBSITE_AUTH_ENABLED";

    /// <summary>Whether the platform authenticates: this process is an Azure function app's, and the app's authentication is on.</summary>
    public bool IsOn { get; } = options.Mode is HostingMode.Functions && bool.TryParse(options.Configuration[Setting], out var on) && on;

    /// <summary>Where a browser is signed in, to come back to a path of ours.</summary>
    public static string SignInPath(string goOnTo) => $"/.auth/login/aad?post_login_redirect_uri={Uri.EscapeDataString(goOnTo)}";

    /// <summary>Where a browser is signed out.</summary>
    public const string SignOutPath = "/.auth/logout?post_logout_redirect_uri=%2Fsign-in";

    /// <summary>The sender that the platform names; null when it names none, or in a way that is not understood.</summary>
    /// <returns>An identity that may have no role at all (see <see cref="DemandRole"/>).</returns>
    public async ValueTask<Identity?> FindAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!IsOn
            || request.Headers[Header] is not [{ Length: > 0 } header]
            || ClientPrincipal.Parse(header) is not { } principal
            || PrincipalName.Of(principal) is not { } subject)
        {
            return null;
        }

        // Members are looked up for people of the app's own directory alone: elsewhere anybody may have registered the same name.
        var roles = principal.IdentityProvider == ClientPrincipal.EntraId
            ? new Dictionary<string, IReadOnlyList<Role>>(await members.RolesOfAsync(subject, cancellationToken))
            : [];
        if (AppRoles.Of(principal) is { Count: > 0 } everywhere)
            roles[AccessRules.EveryApplication] = [.. everywhere.Union(roles.GetValueOrDefault(AccessRules.EveryApplication) ?? []).Order()];
        return new Identity(subject, roles) { ByAppService = true };
    }

    /// <summary>Somebody whom the platform knows is not thereby somebody here.</summary>
    /// <exception cref="Endpoints.Problems.ProblemException">403: the identity has no role in any application.</exception>
    public static Identity DemandRole(Identity identity) => identity.Roles.Count > 0 ? identity : throw Endpoints.Problems.ProblemException.Forbidden(
        $"'{identity.Subject}' is signed in, but has no role here. Ask an administrator of the app's registration in Microsoft Entra ID for one of the app roles {AppRoles.Names}, or an administrator of an application for a role in it; then sign in again.");
}
