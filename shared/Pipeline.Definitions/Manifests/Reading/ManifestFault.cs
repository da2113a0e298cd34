namespace Pipeline.Definitions.Manifests.Reading;

/// <summary>Something that is wrong with a manifest.</summary>
/// <param name="Document">Which document of the text, counted from 1; 0 when the text as a whole is wrong.</param>
/// <param name="Message">What is wrong and what to write.</param>
public sealed record ManifestFault(int Document, string Message)
{
    /// <summary>The sentence with its place.</summary>
    public override string ToString() => Document == 0 ? Message : $"Document {Document}: {Message}";
}
