using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Import.Spinnaker;

/// <summary>Artifacts that a pipeline expects or a stage produces (reference A11).</summary>
internal static class ArtifactImport
{
    private static readonly string[] Parts = ["type", "name", "version", "location", "reference"];

    /// <param name="expected">The expected artifact.</param>
    /// <param name="isProduced">Whether a stage produces it, where an artifact of the run before means nothing.</param>
    public static JsonObject Read(SpinnakerObject expected, bool isProduced)
    {
        var id = expected.Text("id") ?? "";
        var fields = new JsonObject { ["id"] = id };
        if (expected.TextIfAny("displayName") is { } name && name != id)
            fields["displayName"] = name;

        if (expected.Map("matchArtifact") is { } match)
        {
            match.Ignore("metadata");
            if (Artifact(match) is { Count: > 0 } asked)
                fields["match"] = asked;
        }

        var usePrior = expected.Boolean("usePriorArtifact") ?? false;
        if (usePrior && !isProduced)
            fields["usePrior"] = true;
        else if (usePrior)
            expected.Report.Miss(expected.PathOf("usePriorArtifact"), "the artifact of the run before", "what a stage produces is only taken from what it put out", "Expect the artifact in spec.artifacts, with usePrior.");

        if (expected.Boolean("useDefaultArtifact") is true)
        {
            if (expected.Map("defaultArtifact") is { } value)
                fields["default"] = Default(value);
        }
        else
        {
            expected.Ignore("defaultArtifact");
        }

        expected.Ignore("boundArtifact", "uuid");
        expected.Miss("usePriorExecution", "the artifact of the execution before", "the field of an old release", "Write usePrior: true if it is still meant.");
        return fields;
    }

    private static JsonObject Artifact(SpinnakerObject artifact)
    {
        var fields = new JsonObject();
        foreach (var part in Parts)
        {
            if (artifact.TextIfAny(part) is { } text)
                fields[part] = text;
        }

        artifact.Ignore("id", "uuid", "customKind", "kind", "provenance");
        artifact.Miss("artifactAccount", "the account that fetches the artifact", "accounts are settings of the environment, and no part of an artifact", "Name the setting in the stage that fetches it.");
        return fields;
    }

    private static JsonObject Default(SpinnakerObject artifact)
    {
        var fields = Artifact(artifact);
        if (artifact.Says("metadata"))
            fields["metadata"] = artifact.Take("metadata");
        else
            artifact.Ignore("metadata");
        return fields;
    }
}
