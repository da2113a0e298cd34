using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Pipeline.Connectors.Http;
using Pipeline.Definitions.Artifacts;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.SourceRepositories;
using Pipeline.Stages.Source;
using Pipeline.Testing;

namespace Pipeline.Stages.Tests.Source;

/// <summary>Source stages with one setting, <c>ours</c>, and a clock that stands still.</summary>
internal sealed class SourceFixture(SourceRepository setting, ManualTimeProvider? time = null) : IDisposable
{
    private readonly OutboundHttp _http = new(new(), TimeProvider.System);

    public ManualTimeProvider Time { get; } = time ?? new();

    /// <summary>A stage of the type that fits the setting, with these inputs besides <c>source</c>.</summary>
    public StageHarness Stage(string with = "") => Stage(setting.Host, with);

    /// <summary>A stage of a type, with these inputs besides <c>source</c>.</summary>
    public StageHarness Stage(SourceRepositoryHost host, string with = "", string source = "ours")
    {
        var settings = new OneSetting(setting);
        var (stage, type) = host switch
        {
            SourceRepositoryHost.GitHub => ((IStage)new GitHubSourceStage(settings, _http, Time), GitHubSourceStage.Type),
            SourceRepositoryHost.GitLab => (new GitLabSourceStage(settings, _http, Time), GitLabSourceStage.Type),
            _ => (new GitSourceStage(settings, _http, Time), GitSourceStage.Type),
        };
        return new(stage, type, Time, $$"""{"source":"{{source}}"{{(with.Length == 0 ? "" : "," + with)}}}""");
    }

    /// <summary>The artifacts of a stage that succeeded, read as whoever binds them reads them.</summary>
    public static IReadOnlyList<Artifact> ArtifactsOf(JsonObject? outputs)
    {
        var read = ArtifactPayload.Read(outputs!["artifacts"]);
        Assert.True(read.IsValid, string.Join('\n', read.Faults));
        return read.Artifacts;
    }

    public void Dispose() => _http.Dispose();

    private sealed class OneSetting(SourceRepository setting) : ISettings
    {
        public ValueTask<TSetting?> FindAsync<TSetting>(string application, string kind, string name, JsonTypeInfo<TSetting> input, CancellationToken cancellationToken)
            where TSetting : class =>
            new((application, kind, name) == ("shop", SourceRepository.KindName, "ours") ? setting as TSetting : null);
    }
}
