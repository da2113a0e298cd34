using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Artifacts;

namespace Pipeline.Definitions.Manifests.Binding;

/// <summary>
/// An image whose tag ends in <c>_{BUILD_NUMBER}</c>: the newest of the images that were built with that form of tag is meant (NHN Cloud Pipeline).
/// </summary>
/// <param name="Image">The image without tag.</param>
/// <param name="Prefix">What the tag begins with, for example <c>dev</c> of <c>dev_{BUILD_NUMBER}</c>.</param>
public sealed record BuildNumberTag(string Image, string Prefix)
{
    private const string Number = "{BUILD_NUMBER}";
    private const string DateTime = "{BUILD_DATE_TIME}";
    private const string Suffix = "_" + Number;

    /// <summary>The tag with its placeholder.</summary>
    public string Written => Prefix + Suffix;

    /// <summary>The images of a manifest whose tags are to be filled in, each once.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="fault">What is wrong and what to write; null when nothing is.</param>
    public static IReadOnlyList<BuildNumberTag> AllOf(JsonObject manifest, out string? fault)
    {
        fault = null;
        var found = new List<BuildNumberTag>();
        foreach (var image in BindingPlace.ImagesOf(manifest).Select(place => place.Text))
        {
            var tag = ImageNames.TagOf(image);
            if (image.Contains(DateTime, StringComparison.Ordinal))
                fault ??= $"{manifest.TitleOf()}: the image '{image}' has {DateTime}, which is filled in only when an image is built: no one can tell later which moment is meant. Write the tag itself, an artifact's name without tag, or a tag that ends in {Suffix}.";
            else if (!image.Contains(Number, StringComparison.Ordinal))
                continue;
            else if (!tag.EndsWith(Suffix, StringComparison.Ordinal) || tag.IndexOf(Number, StringComparison.Ordinal) != tag.Length - Number.Length || image.Contains('@', StringComparison.Ordinal))
                fault ??= $"{manifest.TitleOf()}: the image '{image}' has {Number} elsewhere than at the end of its tag. Write {ImageNames.NameOf(image).Replace(Number, "", StringComparison.Ordinal)}:tag{Suffix}.";
            else
                found.Add(new(ImageNames.NameOf(image), tag[..^Suffix.Length]));
        }

        return [.. found.Distinct()];
    }

    /// <summary>The tag of the newest build among images that the run has; null when it has none of this form.</summary>
    public string? FindIn(IEnumerable<Artifact> artifacts) =>
        Newest(artifacts.Where(each => each.Type == ArtifactTypes.DockerImage && each.Name == Image).Select(each => each.Version ?? ""));

    /// <summary>The tag with the highest number; null when there is none of this form.</summary>
    public string? Newest(IEnumerable<string> tags) => tags
        .Select(tag => (Tag: tag, Number: NumberOf(tag)))
        .Where(each => each.Number is not null)
        .OrderBy(each => each.Number)
        .LastOrDefault().Tag;

    /// <summary>Fills the tag in wherever it stands.</summary>
    /// <param name="manifest">The manifest, which is changed.</param>
    /// <param name="tag">The tag.</param>
    public void Fill(JsonObject manifest, string tag)
    {
        foreach (var place in BindingPlace.ImagesOf(manifest).ToList())
        {
            if (place.Text == $"{Image}:{Written}")
                place.Parent[place.Field] = $"{Image}:{tag}";
        }
    }

    private BigInteger? NumberOf(string tag) =>
        tag.StartsWith(Prefix + "_", StringComparison.Ordinal) && BigInteger.TryParse(tag.AsSpan(Prefix.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
