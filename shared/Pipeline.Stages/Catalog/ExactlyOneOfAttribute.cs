namespace Pipeline.Stages.Catalog;

/// <summary>Says of an input that exactly one of some fields is given; validation of documents refuses none and several.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ExactlyOneOfAttribute(params string[] fields) : Attribute
{
    /// <summary>The fields, as documents spell them.</summary>
    public IReadOnlyList<string> Fields { get; } = fields;
}
