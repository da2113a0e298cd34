using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Import.Spinnaker.Triggers;

/// <summary>Pushes of an image. A blank tag is any but <c>latest</c> in both.</summary>
internal static class ImageTriggerImport
{
    public static JsonObject Read(SpinnakerObject trigger)
    {
        var registry = TriggerImport.Slug(trigger, "account", "registry account");
        var image = trigger.TextIfAny("repository") ?? "";
        var fields = new JsonObject { ["type"] = "image", ["registry"] = registry, ["image"] = image };
        if (trigger.TextIfAny("tag") is { } tag)
            fields["tag"] = tag;

        // The registry's address is the account's, and the organization the first part of the repository.
        trigger.Ignore("registry", "organization", "source");
        trigger.Report.Miss(trigger.PathOf("account"), $"the connection to the registry '{registry}'", "it is a setting of the environment", $"Make an image-registries setting '{registry}' that can read {image}.");
        return fields;
    }
}
