namespace Pipeline.Durable;

/// <summary>
/// The name an orchestrator or an activity is registered under. Compared without regard to case, as Microsoft.DurableTask does.
/// </summary>
public readonly struct TaskName : IEquatable<TaskName>
{
    private readonly string? _name;

    /// <summary>Creates a name.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public TaskName(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _name = name;
    }

    /// <summary>The name as written; empty only for <c>default</c>.</summary>
    public string Name => _name ?? "";

    /// <summary>Lets a string be used where a task name is asked for.</summary>
    public static implicit operator TaskName(string name) => new(name);

    /// <summary>The name as written.</summary>
    public static implicit operator string(TaskName name) => name.Name;

    /// <summary>Same name, whatever the case.</summary>
    public static bool operator ==(TaskName left, TaskName right) => left.Equals(right);

    /// <summary>Different names.</summary>
    public static bool operator !=(TaskName left, TaskName right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(TaskName other) => string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TaskName other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Name);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
