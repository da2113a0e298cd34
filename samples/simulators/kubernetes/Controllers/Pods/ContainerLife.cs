using System.Text.Json.Nodes;

namespace Pipeline.Simulators.Kubernetes.Controllers.Pods;

/// <summary>How one container of a pod is.</summary>
internal sealed class ContainerLife
{
    /// <summary>Since when it runs; null when it does not.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When it starts, or is tried again; null when nothing waits for that.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>What it does in this run.</summary>
    public ContainerScript? Script { get; set; }

    /// <summary>How many lines of it are written.</summary>
    public int Written { get; set; }

    /// <summary>How it ended last, as its status has it; null when it never did.</summary>
    public JsonObject? Ended { get; set; }

    /// <summary>Whether it has ended for good.</summary>
    public bool IsOver { get; set; }

    /// <summary>How often it was started again.</summary>
    public int Restarts { get; set; }

    /// <summary>How often its image could not be pulled.</summary>
    public int FailedPulls { get; set; }

    /// <summary>Why it waits.</summary>
    public (string Reason, string? Message) Waiting { get; set; } = ("ContainerCreating", null);

    /// <summary>Whether its readiness probe has said yes.</summary>
    public bool IsReady { get; set; }

    /// <summary>The exit code of its last run; null when there was none.</summary>
    public int? ExitCode => (int?)Ended?["exitCode"];
}
