using Pipeline.Functions.Hosting;

namespace Pipeline.Functions.Pages;

/// <summary>Registers what pages are made of.</summary>
internal static class PageServices
{
    public static IServiceCollection AddPages(this IServiceCollection services) => services
        .AddSingleton<PublicAddress>()
        .AddSingleton<PageSession>();

    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        routes.MapSignIn();
        routes.MapReadingPages();
    }
}
