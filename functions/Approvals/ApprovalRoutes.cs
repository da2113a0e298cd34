using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Approvals;

/// <summary>What approvals add to the server.</summary>
internal static class ApprovalRoutes
{
    public static IServiceCollection AddApprovals(this IServiceCollection services) => services
        .AddSingleton<ApprovalLinks>()
        .AddSingleton<IRunRecords>(static provider => provider.GetRequiredService<ApprovalLinks>());

    public static void MapApprovals(this IEndpointRouteBuilder routes)
    {
        routes.MapApprovalLinks();
        routes.MapApprovalPages();
    }
}
