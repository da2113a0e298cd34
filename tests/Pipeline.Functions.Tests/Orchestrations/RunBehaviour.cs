using Pipeline.Functions.Hosting;

namespace Pipeline.Functions.Tests.Orchestrations;

/// <summary>Tests of runs that hold wherever orchestrations run.</summary>
public abstract class RunBehaviour(HostingMode mode)
{
    private protected Task<RunHarness> StartAsync() => RunHarness.StartAsync(mode);
}
