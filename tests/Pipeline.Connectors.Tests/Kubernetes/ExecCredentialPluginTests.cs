using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Connectors.Kubernetes.Connections;
using Pipeline.Connectors.Kubernetes.Connections.Kubeconfigs;
using Pipeline.Testing;

namespace Pipeline.Connectors.Tests.Kubernetes;

/// <summary>Credential plug-ins that are real programs.</summary>
public sealed class ExecCredentialPluginTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_plug_in_is_run_with_its_arguments_and_environment_once_until_its_credential_expires()
    {
        var time = new ManualTimeProvider();
        var connection = Connection(
            """
            echo "$1 $WORD $KUBERNETES_EXEC_INFO" >> "$0.calls"
            echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"t'$(wc -l < "$0.calls" | tr -d ' ')'","expirationTimestamp":"2030-01-01T00:10:00Z"}}'
            """,
            "apiVersion: client.authentication.k8s.io/v1beta1, args: [get-token], env: [{ name: WORD, value: 'a b' }], provideClusterInfo: true",
            time);

        var tokens = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => AuthorizationAsync(connection)));
        Assert.Equal(Enumerable.Repeat("Bearer t1", 5), tokens);
        time.Advance(TimeSpan.FromMinutes(9.9));
        Assert.Equal("Bearer t2", await AuthorizationAsync(connection));

        var call = File.ReadAllLines(Path.Combine(_folder.Path, "plugin.calls"))[0];
        Assert.StartsWith("get-token a b ", call, StringComparison.Ordinal);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential","spec":{"interactive":false,"cluster":{"server":"https://127.0.0.1:6443"}}}"""),
            JsonNode.Parse(call["get-token a b ".Length..])));
    }

    [Fact]
    public async Task A_refused_credential_is_asked_for_anew_once_a_call()
    {
        await using var cluster = await ScriptedCluster.StartAsync(static context => context.Request.Headers.Authorization == "Bearer t2"
            ? ScriptedCluster.AnswerAsync(context, """{"gitVersion":"v1.32.0"}""")
            : ScriptedCluster.RefuseAsync(context, 401, "Unauthorized", "Unauthorized"));
        var plugin = Connection(
            """
            echo >> "$0.calls"
            echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"t'$(wc -l < "$0.calls" | tr -d ' ')'"}}'
            """,
            "apiVersion: client.authentication.k8s.io/v1",
            TimeProvider.System);
        using var client = cluster.Client(change: connection => connection with { Credentials = plugin.Credentials });

        Assert.Equal("v1.32.0", await client.FindVersionAsync(Cancellation));
        Assert.Equal("v1.32.0", await client.FindVersionAsync(Cancellation));
        Assert.Equal(["Bearer t1", "Bearer t2", "Bearer t2"], cluster.Received.Select(static request => request.Headers["Authorization"]));
    }

    [Theory]
    [InlineData("echo 'no such profile' >&2; exit 3", "ended with 3: no such profile")]
    [InlineData("echo hello-secret", "wrote no JSON")]
    [InlineData("""echo '{"kind":"Other"}'""", "wrote no ExecCredential")]
    [InlineData("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"hello-secret"}}'""", "answered in another version")]
    [InlineData("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{}}'""", "gave neither a token nor a client certificate")]
    [InlineData("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"hello-secret","clientKeyData":"hello-secret"}}'""", "gave only one of")]
    public async Task What_goes_wrong_with_a_plug_in_is_told_without_its_answer(string script, string message)
    {
        var connection = Connection(script, "apiVersion: client.authentication.k8s.io/v1", TimeProvider.System);

        var failed = await Assert.ThrowsAsync<KubernetesException>(() => AuthorizationAsync(connection));

        Assert.Equal(KubernetesFailure.Misconfigured, failed.Failure);
        Assert.Contains(message, failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hello-secret", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plug_in_that_is_not_there_is_told_with_its_hint()
    {
        var connection = KubeconfigConnection.Of(
            Kubeconfig.Read(Text("command: no-such-program-anywhere, apiVersion: client.authentication.k8s.io/v1, installHint: 'Install kubelogin.'")),
            null,
            new() { AllowsExecPlugins = true },
            TimeProvider.System);

        var failed = await Assert.ThrowsAsync<KubernetesException>(() => AuthorizationAsync(connection));

        Assert.Equal("The credential plug-in 'no-such-program-anywhere' cannot be run on this server: Install kubelogin.", failed.Message);
    }

    private ClusterConnection Connection(string script, string exec, TimeProvider time)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The plug-in is a shell script.");
        var file = Path.Combine(_folder.Path, "plugin");
        File.WriteAllText(file, "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return KubeconfigConnection.Of(Kubeconfig.Read(Text($"command: '{file}', {exec}")), null, new() { AllowsExecPlugins = true }, time);
    }

    private static string Text(string exec) => $$"""
        contexts: [{ name: a, context: { cluster: c, user: u } }]
        clusters: [{ name: c, cluster: { server: "https://127.0.0.1:6443" } }]
        users: [{ name: u, user: { exec: { {{exec}} } } }]
        """;

    private static async Task<string?> AuthorizationAsync(ClusterConnection connection) => (await connection.Credentials.GetAsync(Cancellation)).Authorization;
}
