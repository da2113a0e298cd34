using Pipeline.Functions.Hosting;
using Pipeline.Functions.Triggers;

namespace Pipeline.Functions.Retention;

/// <summary>Registers what deletes runs that have been kept for long enough.</summary>
internal static class RetentionServices
{
    // Under the Functions host a timer of its own does in one process what each would do here.
    public static IServiceCollection AddRetention(this IServiceCollection services, HostingMode mode)
    {
        services.AddSingleton<RunRetentionSweep>();
        return mode is HostingMode.Functions
            ? services.AddSingleton<ITriggeredFunction, SweepRunHistoryFunction>()
            : services.AddHostedService<RunRetentionSweeper>();
    }
}
