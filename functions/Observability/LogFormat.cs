namespace Pipeline.Functions.Observability;

/// <summary>How the console log is written.</summary>
public enum LogFormat
{
    /// <summary>One line an entry, for people.</summary>
    Text,

    /// <summary>One JSON object a line with the scopes of the entry, for programs.</summary>
    Json,
}
