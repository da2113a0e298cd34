namespace Pipeline.Stages.Catalog;

/// <summary>Says of a list input that its maps differ in a field; validation of documents refuses a second one with the same value.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UniqueByAttribute(string field) : Attribute
{
    /// <summary>The field, as documents spell it.</summary>
    public string Field { get; } = field;
}
