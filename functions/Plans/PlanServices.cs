using Pipeline.Stages.Plans;

namespace Pipeline.Functions.Plans;

/// <summary>Registers what dry runs are made of.</summary>
internal static class PlanServices
{
    public static IServiceCollection AddPlans(this IServiceCollection services) => services
        .AddSingleton<IKnownSettings, KnownSettings>()
        .AddSingleton<DryRunPlanner>();
}
