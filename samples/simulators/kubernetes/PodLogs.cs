using System.Collections.Concurrent;

namespace Pipeline.Simulators.Kubernetes;

/// <summary>The logs of containers, kept by what plays the nodes and read by the API. A container's log goes when its pod does.</summary>
public sealed class PodLogs
{
    private readonly ConcurrentDictionary<(string Namespace, string Pod, string Container, bool IsPrevious), ContainerLog> _logs = new();

    /// <summary>A container's log now, or that of its run before.</summary>
    public ContainerLog Of(string @namespace, string pod, string container, bool isPrevious = false) => _logs.GetOrAdd((@namespace, pod, container, isPrevious), static _ => new());

    /// <summary>Whether there is one.</summary>
    public bool Exists(string @namespace, string pod, string container, bool isPrevious) => _logs.ContainsKey((@namespace, pod, container, isPrevious));

    /// <summary>Makes the log the one before, for a container starts anew.</summary>
    public void Turn(string @namespace, string pod, string container)
    {
        if (_logs.TryRemove((@namespace, pod, container, false), out var log))
        {
            log.End();
            _logs[(@namespace, pod, container, true)] = log;
        }
    }

    /// <summary>Forgets a pod's logs.</summary>
    public void Remove(string @namespace, string pod)
    {
        foreach (var key in _logs.Keys.Where(key => key.Namespace == @namespace && key.Pod == pod))
        {
            if (_logs.TryRemove(key, out var log))
                log.End();
        }
    }
}

/// <summary>What a container has written.</summary>
public sealed class ContainerLog
{
    private readonly Lock _gate = new();
    private readonly List<(DateTimeOffset Time, string Text)> _lines = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether nothing more will come.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Adds a line.</summary>
    public void Write(DateTimeOffset time, string text)
    {
        lock (_gate)
        {
            _lines.Add((time, text));
            Wake();
        }
    }

    /// <summary>Says that nothing more will come.</summary>
    public void End()
    {
        lock (_gate)
        {
            HasEnded = true;
            Wake();
        }
    }

    /// <summary>The lines from a place on, whether these are the last, and a task that ends when there are more.</summary>
    public (IReadOnlyList<(DateTimeOffset Time, string Text)> Lines, bool HasEnded, Task Changed) Read(int from)
    {
        lock (_gate)
            return ([.. _lines.Skip(from)], HasEnded, _changed.Task);
    }

    private void Wake()
    {
        _changed.TrySetResult();
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
