using Pipeline.Connectors.Helm;
using Pipeline.Connectors.Http;

namespace Pipeline.Stages.Settings.ChartRepositories;

/// <summary>Reaches a repository of charts.</summary>
internal sealed class ChartRepositoryConnection(OutboundHttp http) : SettingConnection<ChartRepository>
{
    /// <summary>The choice of charts.</summary>
    public const string Charts = "charts";

    /// <summary>The choice of versions.</summary>
    public const string Versions = "versions";

    public override IReadOnlyDictionary<string, string> Choices { get; } = new Dictionary<string, string>
    {
        [Charts] = "The charts of the repository, where it lists them (OCI registries often do not).",
        [Versions] = "The versions of ?chart=, newest first.",
    };

    public override async ValueTask<string> TestAsync(ChartRepository setting, CancellationToken cancellationToken) =>
        await AskAsync(() => setting.Open(http).PingAsync(cancellationToken));

    public override async ValueTask<IReadOnlyList<string>> ListChoicesAsync(ChartRepository setting, ChoiceQuery query, CancellationToken cancellationToken)
    {
        if (query.What is Charts)
            return await AskAsync(() => setting.Open(http).ListChartsAsync(cancellationToken));
        return query.Fields.TryGetValue("chart", out var chart) && chart.Length > 0
            ? await AskAsync(() => setting.Open(http).ListVersionsAsync(chart, cancellationToken))
            : throw new SettingConnectionException("Versions are a chart's: add ?chart=, for example ?chart=nginx.");
    }

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (HelmException exception)
        {
            throw new SettingConnectionException(exception.Message, exception);
        }
    }
}
