using System.Diagnostics.Metrics;
using Pipeline.Definitions.Deployments;
using Pipeline.Stages.Deployments;
using Pipeline.Stages.Observability;

namespace Pipeline.Functions.Observability;

/// <summary>The metrics that follow from storage and are the same whichever process shows them: active runs by state, and DORA's four.</summary>
internal sealed partial class StoredGauges : IAsyncDisposable
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(30);
    private readonly Meter meter = new(RunMeter.Name);
    private readonly RefreshedValue<IReadOnlyList<RunCount>> runs;
    private readonly RefreshedValue<IReadOnlyList<(string Application, DoraValues Values)>> dora;
    private readonly ILogger<StoredGauges> logger;

    public StoredGauges(RunCensus census, DeploymentStore deployments, TimeProvider time, ILogger<StoredGauges> logger)
    {
        this.logger = logger;

        // The census is in memory where this process sweeps.
        runs = new(async cancellationToken => await census.ReadAsync(cancellationToken), TimeSpan.FromSeconds(1), time, LogFailed);
        dora = new(cancellationToken => ComputeAsync(deployments, time, cancellationToken), Age, time, LogFailed);
        meter.CreateObservableGauge(
            "pipeline.runs", () => (runs.Peek() ?? []).Select(count => new Measurement<int>(count.Runs, Tag("application", count.Application), Tag("state", count.State))),
            "{run}", "Runs that have not ended, by state, as the last sweep found them.");
        meter.CreateObservableGauge("pipeline.dora.deployments", Deployments, "{deployment}", "Deployments of the last 30 days, by how they ended.");
        Create("pipeline.dora.deployment_frequency", "{deployment}/d", "Deployments that went well, a day, over the last 30 days.", values => values.DeploymentsPerDay);
        Create("pipeline.dora.lead_time", "s", "Median time from a commit to the end of its deployment, over the last 30 days.", values => values.LeadTime?.TotalSeconds);
        Create("pipeline.dora.change_failure_rate", "1", "Share of deployments that failed, over the last 30 days.", values => values.ChangeFailureRate);
        Create("pipeline.dora.time_to_restore", "s", "Median time from a failed deployment to the next one that went well, over the last 30 days.", values => values.TimeToRestore?.TotalSeconds);
    }

    /// <summary>Waits until the values are recent.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken) => Task.WhenAll(runs.RefreshAsync(cancellationToken), dora.RefreshAsync(cancellationToken));

    /// <summary>Lets go of storage, which is closed next.</summary>
    public async ValueTask DisposeAsync()
    {
        meter.Dispose();
        await runs.DisposeAsync();
        await dora.DisposeAsync();
    }

    private static async Task<IReadOnlyList<(string, DoraValues)>> ComputeAsync(DeploymentStore deployments, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var values = new List<(string, DoraValues)>();
        foreach (var application in await deployments.ListApplicationsAsync(cancellationToken))
            values.Add((application, DoraRules.Compute(await deployments.ListAsync(application, now - DoraRules.Window, cancellationToken), now, DoraRules.Window)));
        return values;
    }

    private void Create(string name, string unit, string description, Func<DoraValues, double?> select) => meter.CreateObservableGauge(
        name,
        () => from entry in dora.Peek() ?? []
              let value = @select(entry.Values)
              where value is not null
              select new Measurement<double>(value.Value, Tag("application", entry.Application)),
        unit,
        description);

    private IEnumerable<Measurement<int>> Deployments()
    {
        foreach (var (application, values) in dora.Peek() ?? [])
        {
            yield return new(values.Succeeded, Tag("application", application), Tag("outcome", "succeeded"));
            yield return new(values.Failed, Tag("application", application), Tag("outcome", "failed"));
        }
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    [LoggerMessage(LogLevel.Warning, "Reading what metrics are made of failed; they show what was read before.")]
    private partial void LogFailed(Exception exception);
}
