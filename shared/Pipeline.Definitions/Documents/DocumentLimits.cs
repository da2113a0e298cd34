namespace Pipeline.Definitions.Documents;

/// <summary>How large a document may be. What lies beyond is refused before it costs anything.</summary>
public static class DocumentLimits
{
    /// <summary>Stages in a pipeline.</summary>
    public const int Stages = 10_000;

    /// <summary>Parameters in a pipeline.</summary>
    public const int Parameters = 1_000;

    /// <summary>Artifacts that a pipeline expects and its stages produce, together.</summary>
    public const int Artifacts = 1_000;
    /// <summary>Triggers of a pipeline: with the keys of all taken out and as many put in, a revision is still one transaction of storage.</summary>
    public const int Triggers = 45;

    /// <summary>Patterns in one list of a trigger.</summary>
    public const int Patterns = 100;

    /// <summary>Notifications of a pipeline, and of each of its stages.</summary>
    public const int Notifications = 20;

    /// <summary>Recipients of one notification.</summary>
    public const int Recipients = 20;

    /// <summary>Spans of hours in one window.</summary>
    public const int WindowHours = 100;

    /// <summary>Bytes of a document in UTF-8: 4 MiB.</summary>
    public const int Bytes = 4 * 1024 * 1024;

    /// <summary>Maps and lists within each other.</summary>
    public const int Depth = 64;

    /// <summary>Values in a document, each use of a YAML alias counting as what it stands for.</summary>
    public const int Values = 500_000;

    /// <summary>Faults that are listed; a last one says that there are more.</summary>
    public const int Faults = 1_000;
}
