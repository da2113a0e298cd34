using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Import.Spinnaker.Expressions;
using Pipeline.Definitions.Import.Spinnaker.Stages;
using Pipeline.Definitions.Import.Spinnaker.Triggers;

namespace Pipeline.Definitions.Import.Spinnaker;

/// <summary>Converts a whole pipeline into the tree of a document.</summary>
internal sealed class PipelineImport(IReadOnlyDictionary<string, StageTypeDescription> stageTypes, ImportNames names)
{
    private static readonly string[] Bookkeeping =
    [
        "id", "index", "schema", "type", "appConfig", "createTs", "updateTs", "lastModified", "lastModifiedBy", "stageCounter", "parallel", "executionEngine", "isNew",
    ];

    public JsonObject Read(SpinnakerObject pipeline)
    {
        pipeline.Ignore(Bookkeeping);
        var metadata = new JsonObject { ["name"] = names.NameOf(pipeline) };
        if (names.ApplicationOf(pipeline) is { } application)
            metadata["application"] = application;

        var spec = new JsonObject();
        if (pipeline.TextIfAny("description") is { } description)
            spec["description"] = description;
        if (pipeline.Boolean("disabled") is true)
            spec["disabled"] = true;
        if (ConcurrencyImport.Read(pipeline) is { } concurrency)
            spec["concurrency"] = concurrency;

        var parameters = pipeline.Maps("parameterConfig").Select(ParameterImport.Read).ToArray();
        var parameterNames = parameters.Select(parameter => (string)parameter["name"]!).ToHashSet(StringComparer.Ordinal);
        AddUnlessEmpty(spec, "parameters", parameters);
        AddUnlessEmpty(spec, "artifacts", pipeline.Maps("expectedArtifacts").Select(artifact => ArtifactImport.Read(artifact, isProduced: false)));
        var triggers = new TriggerImport(parameterNames);
        AddUnlessEmpty(spec, "triggers", pipeline.Maps("triggers").Select(triggers.Read).OfType<JsonObject>());
        NotificationImport.Read(pipeline);
        Others(pipeline);
        spec["stages"] = new JsonArray([.. Stages(pipeline, parameterNames)]);
        return new() { ["apiVersion"] = PipelineDefinition.CurrentApiVersion, ["kind"] = PipelineDocument.Kind, ["metadata"] = metadata, ["spec"] = spec };
    }

    private List<JsonObject> Stages(SpinnakerObject pipeline, HashSet<string> parameters)
    {
        var list = (JsonArray)pipeline.Take("stages")!;
        var ids = new UniqueIds();
        var outline = new PipelineOutline(StageOutline.Of([.. list.Select(stage => (JsonObject)stage!)], ids), parameters);
        var reads = new List<StageRead>();
        var import = new StageImport(outline, stageTypes, ids, reads);
        var stages = new List<JsonObject>();
        foreach (var (index, stage) in pipeline.Maps("stages").Index())
            stages.AddRange(import.Read(stage, index));
        StageReadCheck.Check(reads, stages, pipeline.Report);
        return stages;
    }

    private static void Others(SpinnakerObject pipeline)
    {
        pipeline.Miss("respectQuietPeriod", "that triggers are silent in the quiet period", "no counterpart", "Make a freeze period for the environment.");
        pipeline.Miss("manualStartAlert", "the warning before a manual start", "no counterpart", "Ask with a feature.judgement stage first.");
        pipeline.Miss("locked", "that the pipeline is read-only in the user interface", "who may change a pipeline is a matter of roles", "Give people the role viewer or approver in the application.");
        pipeline.Miss("roles", "the roles of its runs", "who may do what is a matter of roles in the application", "Make people members of the application.");
        pipeline.Miss("tags", "its tags", "no counterpart", "Write them into 'description'.");
        pipeline.Miss("template", "the template that it was made from", "the document holds what the template gave", "Nothing, as long as the stages are complete.");
        foreach (var name in new[] { "variables", "exclude", "inherit" })
            pipeline.Miss(name, $"the template's '{name}'", "the document holds what the template gave", "Look whether an expression reads templateVariables.");
        if (pipeline.TextIfAny("spelEvaluator") is not (null or "v4"))
            pipeline.Report.Miss(pipeline.PathOf("spelEvaluator"), "that expressions are evaluated once more when the run starts", "they are evaluated when their stage starts", "Evaluate in a feature.evaluate-variables stage at the beginning what must not change later.");
    }

    private static void AddUnlessEmpty(JsonObject spec, string name, IEnumerable<JsonObject> items)
    {
        var list = items.ToArray();
        if (list.Length > 0)
            spec[name] = new JsonArray([.. list]);
    }
}
