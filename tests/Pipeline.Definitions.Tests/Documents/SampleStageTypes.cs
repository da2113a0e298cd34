using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Tests.Documents;

/// <summary>Stage types for tests, with input schemas like those that the product derives from its typed inputs.</summary>
internal static class SampleStageTypes
{
    public static IReadOnlyDictionary<string, StageTypeDescription> All { get; } = new[]
    {
        Of("feature.wait", """
            { "type": "object", "required": ["duration"], "additionalProperties": false,
              "properties": { "duration": { "type": "string", "format": "duration" } } }
            """),
        Of("feature.webhook", """
            { "type": "object", "required": ["method", "url"], "additionalProperties": false,
              "properties": {
                "method": { "type": "string", "enum": ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] },
                "url": { "type": "string", "format": "uri" },
                "headers": { "type": ["object", "null"], "additionalProperties": { "type": "string" } },
                "payload": {},
                "failFastStatusCodes": { "type": "array", "items": { "type": "integer", "minimum": 100, "maximum": 599 }, "uniqueItems": true },
                "waitForCompletion": { "type": "boolean" },
                "statusUrlResolution": { "enum": ["getMethod", "locationHeader", "webhookResponse"] },
                "statusUrlJsonPath": { "type": "string", "pattern": "^\\$" } } }
            """),
        Of("feature.judgement", """
            { "type": "object", "additionalProperties": false,
              "properties": {
                "instructions": { "type": "string", "minLength": 1 },
                "options": { "type": "array", "items": { "type": "string" }, "maxItems": 20 },
                "roles": { "type": "array", "items": { "enum": ["admin", "editor", "approver", "viewer"] } } } }
            """),
        Of("feature.approval", """
            { "type": "object", "required": ["instructions"], "additionalProperties": false,
              "properties": {
                "instructions": { "type": "string" },
                "quorum": { "type": "integer", "minimum": 1 },
                "requesterMayApprove": { "type": "boolean" },
                "reminderInterval": { "type": "string", "format": "duration" } } }
            """),
        Of("feature.precondition", """
            { "type": "object", "required": ["conditions"], "additionalProperties": false,
              "properties": { "conditions": { "type": "array", "minItems": 1, "items": { "oneOf": [
                { "type": "object", "required": ["expression"], "additionalProperties": false, "properties": { "expression": { "type": ["boolean", "string"] } } },
                { "type": "object", "required": ["stage", "status"], "additionalProperties": false,
                  "properties": { "stage": { "type": "string" }, "status": { "type": "string" } } } ] } } } }
            """),
        Of("feature.run-pipeline", """
            { "type": "object", "required": ["pipeline"], "additionalProperties": false,
              "properties": { "pipeline": { "type": "string" }, "wait": { "type": "boolean" }, "parameters": { "type": "object" } } }
            """),
        Of("feature.fail", """
            { "type": "object", "required": ["message"], "additionalProperties": false, "properties": { "message": { "type": "string" } } }
            """),
        Of("deploy.manifest", """
            { "type": "object", "required": ["target"], "additionalProperties": false,
              "properties": { "target": { "type": "string" }, "namespace": { "type": "string" }, "manifests": {}, "allOrNothing": { "type": "boolean" } } }
            """),
        Of("deploy.find-artifacts-from-resource", """
            { "type": "object", "required": ["target"], "additionalProperties": false,
              "properties": { "target": { "type": "string" }, "namespace": { "type": "string" }, "name": { "type": "string" } } }
            """),
    }.ToDictionary(type => type.Type);

    private static StageTypeDescription Of(string type, string schema) => new()
    {
        Type = type,
        Group = type.Split('.')[0],
        Title = new(type, type),
        Description = $"The stage type {type}.",
        InputSchema = (JsonObject)JsonNode.Parse(schema)!,
    };
}
