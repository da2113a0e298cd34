namespace Pipeline.Definitions.Documents;

/// <summary>The notation of a document.</summary>
public enum DocumentFormat
{
    /// <summary>YAML 1.2 with the core schema's plain scalars: only null, true, false and numbers are not text.</summary>
    Yaml,

    /// <summary>JSON (RFC 8259), without comments and trailing commas.</summary>
    Json,
}
