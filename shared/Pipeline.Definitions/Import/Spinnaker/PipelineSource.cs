using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Import.Spinnaker;

/// <summary>Finds the pipeline in what people have of it: the pipeline itself, a list of one, or a map that holds it as <c>pipeline</c>.</summary>
internal static class PipelineSource
{
    private static readonly string[] Naming = ["name", "application"];

    private static readonly string[] OfExecutions = ["pipelineConfigId", "buildTime"];

    /// <exception cref="SpinnakerImportException">There is none.</exception>
    public static SpinnakerObject Read(string json, ImportReport report)
    {
        var faults = new FaultList();
        var node = PipelineDocument.Read(json.TrimStart('\uFEFF'), DocumentFormat.Json, faults);
        if (faults.ToList() is [var fault, ..])
            throw new SpinnakerImportException(fault.Path, $"{fault.Line}:{fault.Column}: {fault.Message}");

        return Find(node!.ToJson(), report);
    }

    private static SpinnakerObject Find(JsonNode? root, ImportReport report)
    {
        var path = "";
        if (root is JsonArray list)
        {
            if (list is not [JsonObject only])
                throw new SpinnakerImportException("", $"This is a list of {list.Count} entries; send one pipeline at a time.");
            (root, path) = (only, "[0]");
        }

        if (root is not JsonObject map)
            throw new SpinnakerImportException("", "This is no pipeline: send the JSON map that 'spin pipeline get' or 'Edit as JSON' gives, with the fields name, application and stages.");
        if (map["stages"] is null && map["pipeline"] is JsonObject inner)
            return Wrapped(map, inner, path, report);

        Check(map, path);
        return new(map, path, report);
    }

    private static SpinnakerObject Wrapped(JsonObject wrapper, JsonObject inner, string path, ImportReport report)
    {
        var at = DocumentPath.Field(path, "pipeline");
        Check(inner, at);
        var outer = new SpinnakerObject((JsonObject)wrapper.DeepClone(), path, report);
        outer.Take("pipeline");
        inner = (JsonObject)inner.DeepClone();
        foreach (var name in Naming.Where(name => inner[name] is null))
            inner[name] = outer.Take(name);
        outer.Ignore("schema", "id", "updateTs", "createTs", "lastModifiedBy", "lastModified", "protect");
        outer.Miss("metadata", "the template's name, owner and scopes", "a document has those of the pipeline", "Write what is worth keeping into 'description'.");
        outer.Miss("variables", "the variables of the template", "a template's variables have no values in a pipeline", "Make parameters of them, and write ${parameters.x} for ${templateVariables.x}.");
        outer.ReportUnread();
        return new(inner, at, report);
    }

    private static void Check(JsonObject pipeline, string path)
    {
        var stages = DocumentPath.Field(path, "stages");
        if (OfExecutions.Any(pipeline.ContainsKey) && pipeline["stages"] is JsonArray)
            throw new SpinnakerImportException(path, "This is an execution, not a pipeline: send what 'spin pipeline get' gives, not 'spin pipeline execution get'.");
        if (pipeline["stages"] is JsonArray { Count: > 0 } list)
        {
            if (list.Count > DocumentLimits.Stages)
                throw new SpinnakerImportException(stages, $"There are {list.Count} stages; at most {DocumentLimits.Stages} are allowed.");

            var wrong = list.Index().FirstOrDefault(item => item.Item is not JsonObject, (-1, null)).Index;
            if (wrong >= 0)
                throw new SpinnakerImportException(DocumentPath.Item(stages, wrong), "A stage is a map with the fields type, name and refId.");
            return;
        }

        throw pipeline["template"] is not null
            ? new(DocumentPath.Field(path, "template"), "This pipeline is an instance of a template and has no stages of its own: send what 'spin pipeline-templates plan' makes of it.")
            : new SpinnakerImportException(stages, pipeline["stages"] is JsonArray or null
                ? "The field 'stages' is missing or empty: this is no pipeline, or one that does nothing."
                : "The field 'stages' must be a list of maps.");
    }
}
