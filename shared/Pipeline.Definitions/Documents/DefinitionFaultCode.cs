namespace Pipeline.Definitions.Documents;

/// <summary>The kinds of faults that a document can have; part of the API's contract.</summary>
public static class DefinitionFaultCode
{
    /// <summary>The text is not well-formed YAML or JSON, or uses a part of it that documents may not.</summary>
    public const string Syntax = "syntax";

    /// <summary>The document is larger, deeper or has more stages than allowed.</summary>
    public const string TooLarge = "too-large";

    /// <summary>The same field is given twice.</summary>
    public const string DuplicateField = "duplicate-field";

    /// <summary>A field that does not exist.</summary>
    public const string UnknownField = "unknown-field";

    /// <summary>A required field or input is left out.</summary>
    public const string Missing = "missing";

    /// <summary>A value of the wrong type.</summary>
    public const string WrongType = "wrong-type";

    /// <summary>A value of the right type that is not allowed here.</summary>
    public const string InvalidValue = "invalid-value";

    /// <summary>A name or id that breaks the naming rule.</summary>
    public const string InvalidName = "invalid-name";

    /// <summary>A text that is not a duration.</summary>
    public const string InvalidDuration = "invalid-duration";

    /// <summary>A <c>${…}</c> expression that cannot be read.</summary>
    public const string InvalidExpression = "invalid-expression";

    /// <summary>A regular expression that cannot be used.</summary>
    public const string InvalidPattern = "invalid-pattern";

    /// <summary>Two stages, two parameters or two artifacts of the same name, or something listed twice.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>A dependency on a stage that does not exist.</summary>
    public const string UnknownDependency = "unknown-dependency";

    /// <summary>A required artifact that does not exist.</summary>
    public const string UnknownArtifact = "unknown-artifact";

    /// <summary>A required artifact that only a stage not upstream produces, so that it need not be there in time.</summary>
    public const string ArtifactNotUpstream = "artifact-not-upstream";

    /// <summary>A stage that depends on itself, directly or through others.</summary>
    public const string Cycle = "cycle";

    /// <summary>A stage type that does not exist.</summary>
    public const string UnknownStageType = "unknown-stage-type";
}
