using Pipeline.Functions.Access.AppService;

namespace Pipeline.Functions.Access;

/// <summary>Registers what access is made of.</summary>
internal static class AccessServices
{
    public static IServiceCollection AddAccess(this IServiceCollection services) => services
        .AddSingleton<AccessTokens>()
        .AddSingleton<Members>()
        .AddSingleton<Applications>()
        .AddSingleton<FirstAdmin>()
        .AddSingleton<AppServiceAuthentication>()
        .AddSingleton<IdentityReader>()
        .AddSingleton<AccessScopes>();
}
