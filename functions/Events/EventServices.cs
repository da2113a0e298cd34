using Pipeline.Functions.Endpoints.Hooks;
using Pipeline.Functions.Events.Polls;
using Pipeline.Functions.Events.Schedules;
using Pipeline.Functions.Events.Sources;
using Pipeline.Functions.Hosting;
using Pipeline.Functions.Triggers;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Events;

/// <summary>Registers what takes events and starts the runs of triggers.</summary>
internal static class EventServices
{
    public static IServiceCollection AddEvents(this IServiceCollection services, HostingMode mode)
    {
        services
            .AddSingleton<EventStore>()
            .AddSingleton<TriggeredRuns>()
            .AddSingleton<EventProcessor>()
            .AddSingleton<EventIntake>()
            .AddSingleton<EventSweep>()
            .AddSingleton<ScheduleClock>()
            .AddSingleton<PollClock>()
            .AddSingleton<TriggerSources>()
            .AddSingleton<DefinitionFiles>()
            .AddSingleton<IRunEndObserver, PipelineEnds>()
            .AddSingleton<HookSettings>();

        // Under the Functions host a timer of its own does in one process what each would do here.
        return mode is HostingMode.Functions
            ? services.AddSingleton<ITriggeredFunction, SweepEventsFunction>().AddSingleton<ITriggeredFunction, LookAtSchedulesFunction>().AddSingleton<ITriggeredFunction, AskRepositoriesFunction>()
            : services.AddHostedService<EventSweeper>().AddHostedService<ScheduleService>().AddHostedService<PollService>();
    }
}
