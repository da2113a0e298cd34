using Pipeline.Simulators.Kubernetes.Controllers;

namespace Pipeline.Simulators.Kubernetes;

/// <summary>How a simulated cluster is.</summary>
public sealed record KubernetesSimulatorOptions
{
    /// <summary>The port; 0: any that is free.</summary>
    public int Port { get; init; }

    /// <summary>Its clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How quickly its controllers work; null: it has none, objects stay as they are written.</summary>
    public ControllerOptions? Controllers { get; init; } = new();

    /// <summary>The version that it says it is.</summary>
    public string Version { get; init; } = "v1.32.0";
}
