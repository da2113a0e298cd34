namespace Pipeline.Definitions.Import.Spinnaker;

/// <summary>The input is no Spinnaker pipeline that could be imported.</summary>
/// <param name="field">The field that is wrong; empty for the input as a whole.</param>
/// <param name="message">What is wrong and how to put it right.</param>
public sealed class SpinnakerImportException(string field, string message) : Exception(message)
{
    /// <summary>The field that is wrong; empty for the input as a whole.</summary>
    public string Field { get; } = field;
}
