using System.Text;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Connectors.Kubernetes.Connections;
using Pipeline.Connectors.Kubernetes.Connections.Kubeconfigs;
using Pipeline.Testing;

namespace Pipeline.Connectors.Tests.Kubernetes;

/// <summary>What kubeconfigs become, and what they may not make a server do.</summary>
public sealed class KubeconfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_context_says_which_cluster_is_called_as_whom()
    {
        var kubeconfig = Kubeconfig.Read("""
            apiVersion: v1
            kind: Config
            current-context: test
            contexts:
            - { name: test, context: { cluster: one, user: ada } }
            - { name: prod, context: { cluster: two, user: bob, namespace: shop } }
            clusters:
            - { name: one, cluster: { server: "https://one.example.com:6443" } }
            - name: two
              cluster:
                server: https://two.example.com/k8s/clusters/c-1
                certificate-authority-data: Y2E=
                tls-server-name: kubernetes
                proxy-url: http://proxy.example.com:3128
            users:
            - { name: ada, user: { token: the-token } }
            - { name: bob, user: { username: bob, password: secret } }
            """);

        var test = KubeconfigConnection.Of(kubeconfig, null, new(), TimeProvider.System);
        var prod = KubeconfigConnection.Of(kubeconfig, "prod", new(), TimeProvider.System);

        Assert.Equal(["test", "prod"], kubeconfig.Contexts);
        Assert.Equal((new Uri("https://one.example.com:6443"), null, "Bearer the-token"), (test.Server, test.Namespace, await AuthorizationAsync(test)));
        Assert.Equal(
            ("https://two.example.com/k8s/clusters/c-1", "ca", "kubernetes", "http://proxy.example.com:3128/", "shop"),
            (prod.Server.AbsoluteUri, prod.CertificateAuthority, prod.TlsServerName, prod.Proxy?.AbsoluteUri, prod.Namespace));
        Assert.Equal($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("bob:secret"))}", await AuthorizationAsync(prod));
    }

    [Fact]
    public async Task JSON_is_read_as_well_and_a_single_context_is_meant_without_being_named()
    {
        var kubeconfig = Kubeconfig.Read("""{"contexts":[{"name":"a","context":{"cluster":"c"}}],"clusters":[{"name":"c","cluster":{"server":"http://127.0.0.1:8001"}}],"users":null}""");

        var connection = KubeconfigConnection.Of(kubeconfig, null, new(), TimeProvider.System);

        Assert.Equal(("http://127.0.0.1:8001/", null), (connection.Server.AbsoluteUri, await AuthorizationAsync(connection)));
    }

    [Theory]
    [InlineData("", "", "it is empty")]
    [InlineData("a: [", "", "it is not YAML (line ")]
    [InlineData("hello: world", "", "neither clusters nor contexts")]
    [InlineData("clusters: &a [*a]", "", "it has an alias")]
    [InlineData("contexts: [{name: a}, {name: b}]", "", "it has no current-context. Name one: a, b")]
    [InlineData("contexts: [{name: a, context: {cluster: c}}]", "x", "it has no context 'x'. There are: a")]
    [InlineData("contexts: [{name: a, context: {cluster: c}}]", "a", "it has no cluster 'c', which the context 'a' names. There are: none")]
    [InlineData("contexts: [{name: a, context: {user: u}}]", "a", "the context 'a' names no cluster")]
    [InlineData("contexts: [{name: a, context: {cluster: c, user: u}}]\nclusters: [{name: c, cluster: {server: 'https://x'}}]", "a", "it has no user 'u', whom the context 'a' names. There are: none")]
    public void A_kubeconfig_that_cannot_be_used_is_told_what_is_missing(string text, string context, string message)
    {
        var refused = Assert.Throws<KubernetesException>(() => Kubeconfig.Read(text).Check(context.Length == 0 ? null : context));

        Assert.Equal(KubernetesFailure.Misconfigured, refused.Failure);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("insecure-skip-tls-verify: true", "", "clusters[0].cluster.insecure-skip-tls-verify", "Kubernetes:AllowsInsecure")]
    [InlineData("certificate-authority: /etc/ca.crt", "", "clusters[0].cluster.certificate-authority", "Kubernetes:AllowsFiles")]
    [InlineData("", "tokenFile: /etc/passwd", "users[0].user.tokenFile", "Kubernetes:AllowsFiles")]
    [InlineData("", "client-certificate: /etc/a.crt", "users[0].user.client-certificate", "Kubernetes:AllowsFiles")]
    [InlineData("", "client-key: /etc/a.key", "users[0].user.client-key", "Kubernetes:AllowsFiles")]
    [InlineData("", "exec: { apiVersion: client.authentication.k8s.io/v1, command: rm }", "users[0].user.exec", "Kubernetes:AllowsExecPlugins")]
    [InlineData("", "auth-provider: { name: gcp }", "users[0].user.auth-provider", "exec plug-in")]
    [InlineData("certificate-authority-data: '%'", "", "clusters[0].cluster.certificate-authority-data", "base64")]
    [InlineData("server: ftp://x", "", "clusters[0].cluster.server", "https://host")]
    [InlineData("server: 'https://me:secret@x'", "", "clusters[0].cluster.server", "neither user nor query")]
    [InlineData("proxy-url: 'nonsense'", "", "clusters[0].cluster.proxy-url", "socks5://host")]
    [InlineData("", "client-certificate-data: YQ==", "users[0].user", "belong together")]
    [InlineData("", "{ client-certificate-data: YQ==, client-key-data: YQ== }", "users[0].user", "cannot be read as PEM")]
    public void What_is_not_allowed_or_wrong_is_refused_with_its_field_and_what_to_do(string cluster, string user, string field, string advice)
    {
        var refused = Assert.Throws<KubernetesException>(() => KubeconfigConnection.Of(Kubeconfig.Read(Text(cluster, user)), null, new(), TimeProvider.System));

        Assert.Equal(KubernetesFailure.Misconfigured, refused.Failure);
        Assert.Contains(field, refused.Message, StringComparison.Ordinal);
        Assert.Contains(advice, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ apiVersion: client.authentication.k8s.io/v1alpha1, command: x }", "exec.apiVersion")]
    [InlineData("{ apiVersion: client.authentication.k8s.io/v1 }", "exec.command")]
    [InlineData("{ apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Always }", "exec.interactiveMode")]
    public void A_plug_in_that_cannot_work_here_is_refused(string exec, string field) => Assert.Contains(
        field,
        Assert.Throws<KubernetesException>(() => KubeconfigConnection.Of(
            Kubeconfig.Read(Text("", $"exec: {exec}")), null, new() { AllowsExecPlugins = true }, TimeProvider.System)).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task Files_are_read_beside_the_kubeconfig_where_that_is_allowed_and_a_token_file_again_when_it_has_changed()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "ca.crt"), "the-ca");
        File.WriteAllText(Path.Combine(_folder.Path, "token"), "one\n");
        var time = new ManualTimeProvider();
        var connection = KubeconfigConnection.Of(
            Kubeconfig.Read(Text("{ certificate-authority: ca.crt, insecure-skip-tls-verify: true }", "tokenFile: token")),
            null,
            new() { AllowsFiles = true, AllowsInsecure = true },
            time,
            _folder.Path);

        Assert.Equal(("the-ca", true, "Bearer one"), (connection.CertificateAuthority, connection.IsInsecure, await AuthorizationAsync(connection)));
        File.WriteAllText(Path.Combine(_folder.Path, "token"), "two");
        Assert.Equal("Bearer one", await AuthorizationAsync(connection));
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal("Bearer two", await AuthorizationAsync(connection));

        File.WriteAllText(Path.Combine(_folder.Path, "token"), "three");
        Assert.True(connection.Credentials.Renew(await connection.Credentials.GetAsync(Cancellation)));
        Assert.Equal("Bearer three", await AuthorizationAsync(connection));
        File.Delete(Path.Combine(_folder.Path, "token"));
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Contains("cannot be read", (await Assert.ThrowsAsync<KubernetesException>(() => AuthorizationAsync(connection))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pods_own_cluster_is_described_by_its_files_and_environment()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "token"), "t");
        File.WriteAllText(Path.Combine(_folder.Path, "ca.crt"), "the-ca");
        File.WriteAllText(Path.Combine(_folder.Path, "namespace"), "pipeline\n");
        var options = new ClusterAccessOptions { ServiceAccountFolder = _folder.Path };
        static string? Variable(string name) => name switch { "KUBERNETES_SERVICE_HOST" => "fd00::1", "KUBERNETES_SERVICE_PORT" => "443", _ => null };

        var connection = ServiceAccountConnection.Of(options, Variable, TimeProvider.System);

        Assert.Equal(("https://[fd00::1]/", "the-ca", "pipeline", "Bearer t"), (connection.Server.AbsoluteUri, connection.CertificateAuthority, connection.Namespace, await AuthorizationAsync(connection)));
        Assert.Contains("does not run in a cluster", Assert.Throws<KubernetesException>(() => ServiceAccountConnection.Of(options, static _ => null, TimeProvider.System)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "Kubernetes:AllowsOwnIdentity", Assert.Throws<KubernetesException>(() => ServiceAccountConnection.Of(options with { AllowsOwnIdentity = false }, Variable, TimeProvider.System)).Message, StringComparison.Ordinal);
    }

    private static string Text(string cluster, string user) => $$"""
        contexts: [{ name: a, context: { cluster: c, user: u } }]
        clusters:
        - name: c
          cluster: {{Map(cluster, "server: 'https://127.0.0.1:6443'")}}
        users:
        - name: u
          user: {{Map(user, "")}}
        """;

    private static string Map(string fields, string more) => fields.StartsWith('{')
        ? more.Length == 0 ? fields : $"{{ {more}, {fields.Trim('{', '}')} }}"
        : $"{{ {string.Join(", ", new[] { fields.StartsWith("server", StringComparison.Ordinal) ? "" : more, fields }.Where(static text => text.Length > 0))} }}";

    private static async Task<string?> AuthorizationAsync(ClusterConnection connection) => (await connection.Credentials.GetAsync(Cancellation)).Authorization;
}
