namespace Pipeline.Durable;

/// <summary>
/// The orchestrators and activities of an application, registered one by one. Several versions of an orchestrator live side by side: an
/// instance keeps the version it started with, so a version must stay registered while an instance needs it. Fill it before the first
/// use; after that it is read from many threads.
/// </summary>
public sealed class DurableTaskRegistry
{
    private readonly Dictionary<TaskName, VersionedOrchestrator> _orchestrators = [];
    private readonly Dictionary<TaskName, Func<IServiceProvider, ITaskActivity>> _activities = [];

    /// <summary>The names of all orchestrators.</summary>
    public IReadOnlyCollection<TaskName> Orchestrators => _orchestrators.Keys;

    /// <summary>The names of all activities.</summary>
    public IReadOnlyCollection<TaskName> Activities => _activities.Keys;

    /// <summary>Registers an orchestrator without a version.</summary>
    /// <exception cref="ArgumentException">The name is registered already without a version.</exception>
    public DurableTaskRegistry AddOrchestrator(TaskName name, Func<IServiceProvider, ITaskOrchestrator> factory) =>
        AddOrchestrator(name, "", factory);

    /// <summary>Registers a version of an orchestrator. New instances start with it only when asked to, or after <see cref="UseVersion"/>.</summary>
    /// <exception cref="ArgumentException">The name is registered already with this version.</exception>
    public DurableTaskRegistry AddOrchestrator(TaskName name, string version, Func<IServiceProvider, ITaskOrchestrator> factory)
    {
        if (!_orchestrators.TryGetValue(name, out var versions))
            _orchestrators.Add(name, versions = new VersionedOrchestrator(version));
        if (!versions.Factories.TryAdd(version, factory))
            throw new ArgumentException($"Orchestrator '{name}' {Describe(version)} is registered twice.", nameof(name));
        return this;
    }

    /// <summary>Makes a registered version the one that new instances of a name start with when they do not ask for another.</summary>
    /// <exception cref="ArgumentException">The name has no such version.</exception>
    public DurableTaskRegistry UseVersion(TaskName name, string version)
    {
        if (!_orchestrators.TryGetValue(name, out var versions) || !versions.Factories.ContainsKey(version))
            throw new ArgumentException($"Orchestrator '{name}' {Describe(version)} is not registered: add it first.", nameof(version));
        versions.Default = version;
        return this;
    }

    /// <summary>Registers an activity.</summary>
    /// <exception cref="ArgumentException">The name is registered already.</exception>
    public DurableTaskRegistry AddActivity(TaskName name, Func<IServiceProvider, ITaskActivity> factory)
    {
        if (!_activities.TryAdd(name, factory))
            throw new ArgumentException($"Activity '{name}' is registered twice.", nameof(name));
        return this;
    }

    /// <summary>
    /// The version that a new instance starts with when none is asked for: the one chosen by <see cref="UseVersion"/>, else none (empty).
    /// </summary>
    public string DefaultVersion(TaskName name) => _orchestrators.TryGetValue(name, out var versions) ? versions.Default : "";

    /// <summary>The version of a name that was registered first; empty when there is none of that name, or it has one without a version.</summary>
    public string FirstVersion(TaskName name) => _orchestrators.TryGetValue(name, out var versions) && !versions.Factories.ContainsKey("") ? versions.First : "";

    /// <summary>Makes an orchestrator of exactly this version.</summary>
    /// <exception cref="UnknownTaskException">Nothing is registered under the name, or not with this version.</exception>
    public ITaskOrchestrator CreateOrchestrator(TaskName name, string version, IServiceProvider services)
    {
        if (!_orchestrators.TryGetValue(name, out var versions))
            throw new UnknownTaskException($"There is no orchestrator '{name}'. Known are: {Names(_orchestrators.Keys)}.");
        if (!versions.Factories.TryGetValue(version, out var factory))
        {
            throw new UnknownTaskException(
                $"Orchestrator '{name}' {Describe(version)} is not known here; known are: "
                + string.Join(", ", versions.Factories.Keys.Order(StringComparer.Ordinal).Select(Describe))
                + ". A version stays registered while an instance started with it is unfinished.");
        }
        return factory(services);
    }

    /// <summary>Makes an activity.</summary>
    /// <exception cref="UnknownTaskException">Nothing is registered under the name.</exception>
    public ITaskActivity CreateActivity(TaskName name, IServiceProvider services) => _activities.TryGetValue(name, out var factory)
        ? factory(services)
        : throw new UnknownTaskException($"There is no activity '{name}'. Known are: {Names(_activities.Keys)}.");

    private static string Describe(string version) => version.Length == 0 ? "without a version" : $"version '{version}'";

    private static string Names(IEnumerable<TaskName> names)
    {
        var all = string.Join(", ", names.Select(name => $"'{name}'").Order(StringComparer.Ordinal));
        return all.Length == 0 ? "none" : all;
    }

    private sealed class VersionedOrchestrator(string first)
    {
        public string First => first;

        public Dictionary<string, Func<IServiceProvider, ITaskOrchestrator>> Factories { get; } = new(StringComparer.OrdinalIgnoreCase);

        public string Default { get; set; } = "";
    }
}
