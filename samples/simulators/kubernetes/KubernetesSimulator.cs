using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Pipeline.Simulators.Kubernetes.Api;
using Pipeline.Simulators.Kubernetes.Controllers;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes;

/// <summary>
/// A cluster on a loopback port that answers as kube-apiserver 1.32 does, as far as deploying needs: discovery, objects with versions and owners of
/// fields, patches, watches, and the server's own errors.
/// </summary>
public sealed class KubernetesSimulator : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ControllerLoop? _controllers;
    private WebApplication? _application;

    private KubernetesSimulator(KubernetesSimulatorOptions options)
    {
        Options = options;
        Objects = new(new(), options.Time);
        foreach (var name in new[] { "default", "kube-system", "kube-public" })
            Objects.Create(Objects.Catalog.OfKind("Namespace"), Namespaces.Named(name));
        if (options.Controllers is { } controllers)
            _controllers = new(Objects, Logs, controllers);
    }

    /// <summary>How it is.</summary>
    public KubernetesSimulatorOptions Options { get; }

    /// <summary>Its address.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Its objects.</summary>
    public ObjectStore Objects { get; }

    /// <summary>Who is let in, and what they may do.</summary>
    public SimulatedUsers Users { get; } = new();

    /// <summary>Failures to come.</summary>
    public SimulatedFaults Faults { get; } = new();

    /// <summary>The logs of pods.</summary>
    public PodLogs Logs { get; } = new();

    /// <summary>What went wrong within its controllers; a test that meets something odd looks here first.</summary>
    public IReadOnlyList<Exception> ControllerFaults => _controllers?.Faults ?? [];

    /// <summary>What was asked of it, as method, path and query, oldest first.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>A kubeconfig of the user who may do everything.</summary>
    public string Kubeconfig => KubeconfigFor(SimulatedUsers.AdministratorToken);

    /// <summary>Starts one.</summary>
    public static async Task<KubernetesSimulator> StartAsync(KubernetesSimulatorOptions? options = null)
    {
        var simulator = new KubernetesSimulator(options ?? new());
        await simulator.ListenAsync();
        return simulator;
    }

    /// <summary>A kubeconfig of whoever has a token.</summary>
    public string KubeconfigFor(string token) => $$"""
        apiVersion: v1
        kind: Config
        current-context: simulator
        contexts:
          - name: simulator
            context: { cluster: simulator, user: simulator, namespace: default }
        clusters:
          - name: simulator
            cluster: { server: "{{Url.AbsoluteUri.TrimEnd('/')}}" }
        users:
          - name: simulator
            user: { token: "{{token}}" }
        """;

    /// <summary>Forgets what was asked.</summary>
    public void ForgetRequests() => _requests.Clear();

    /// <summary>Ends when the server does.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _application!.WaitForShutdownAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_application is not null)
        {
            using var atOnce = new CancellationTokenSource();
            await atOnce.CancelAsync();
            await _application.StopAsync(atOnce.Token);
            await _application.DisposeAsync();
        }

        if (_controllers is not null)
            await _controllers.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task ListenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, Options.Port, static listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Limits.MaxRequestBodySize = 3 * 1024 * 1024; // as the real server's
        });
        _application = builder.Build();
        var answers = new ApiAnswers(this, _stopping.Token);
        _application.Run(async context =>
        {
            _requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            await answers.AnswerAsync(context);
        });
        await _application.StartAsync();
        Url = new(_application.Urls.Single());
    }
}
