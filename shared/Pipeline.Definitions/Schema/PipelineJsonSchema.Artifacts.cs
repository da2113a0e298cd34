using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Schema;

public static partial class PipelineJsonSchema
{
    private static JsonObject ExpectedArtifact()
    {
        var schema = ProducedArtifact();
        schema["description"] = "An artifact that a run expects: the one received artifact that matches, else that of the run before, else the default.";
        ((JsonObject)schema["properties"]!).Add("usePrior", Flag("Whether the artifact of the pipeline's run before is taken when none was received."));
        return schema;
    }

    private static JsonObject ProducedArtifact()
    {
        var schema = Map("An artifact that a stage produces: the one artifact in its outputs that matches, else the default.", ["id"], new()
        {
            ["id"] = Text("What 'requires' and expressions call the artifact; unique in the pipeline.", NamingRules.ArtifactIdPattern),
            ["displayName"] = Text("What people call the artifact; its id when left out."),
            ["match"] = Reference("artifactMatch"),
            ["default"] = Reference("artifact", "The artifact to take when there is no other."),
        });
        schema.Add("anyOf", new JsonArray(
            new JsonObject { ["required"] = new JsonArray("match"), ["properties"] = new JsonObject { ["match"] = new JsonObject { ["minProperties"] = 1 } } },
            new JsonObject { ["required"] = new JsonArray("default") }));
        return schema;
    }

    private static JsonObject ArtifactMatch() => Map(
        "What is asked of the artifact. Each field is a text that must be equal, or a regular expression that the whole must match, without look-around and back-references.",
        [],
        new()
        {
            ["type"] = Text("The type, for example docker/image or kubernetes/.*"),
            ["name"] = Text("The name without its version: an image's repository, a file's path, a chart's name."),
            ["version"] = Text("An image's tag, a file's branch or commit, a chart's version."),
            ["location"] = Text("Where it lives when its name does not say: a namespace, a chart repository, a bucket."),
            ["reference"] = Text("How exactly it is fetched: an image with its tag or digest, an address."),
        });

    private static JsonObject Artifact() => Map("An artifact.", ["type"], new()
    {
        ["type"] = NotEmpty("What it is, for example docker/image, git/commit, helm/chart or embedded/base64."),
        ["name"] = Text("What it is called, without its version."),
        ["version"] = Text("Which one of that name."),
        ["location"] = Text("Where it lives when its name does not say."),
        ["reference"] = Text("How to fetch exactly it."),
        ["metadata"] = new JsonObject { ["description"] = "What else is known of it; part of no match.", ["type"] = "object" },
    });

    private static JsonObject NotEmpty(string description)
    {
        var schema = Text(description);
        schema.Add("minLength", 1);
        return schema;
    }
}
