using System.Text.Json.Nodes;

namespace Pipeline.Stages.Tests.Deploy;

/// <summary>Objects as controllers leave them.</summary>
internal static class Workloads
{
    public static JsonObject Deployment(string name, int desired = 1, int available = 1, int revision = 1, string? condition = null) => Parse($$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{name}}","namespace":"shop","generation":1,"annotations":{"deployment.kubernetes.io/revision":"{{revision}}"} },
         "spec":{"replicas":{{desired}},"selector":{"matchLabels":{"app":"{{name}}"} },"template":{"metadata":{"labels":{"app":"{{name}}"} },"spec":{"containers":[{"name":"web","image":"registry.example.com/{{name}}:{{revision}}"}]} } },
         "status":{"observedGeneration":1,"replicas":{{desired}},"updatedReplicas":{{desired}},"availableReplicas":{{available}},"readyReplicas":{{available}},"conditions":[{{condition}}]} }
        """);

    public static JsonObject ReplicaSet(string name, string? owner = null, int revision = 1, int replicas = 1, string labels = "", string annotations = "", string createdAt = "2026-11-26T00:00:00Z") => Parse($$"""
        {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"{{name}}","namespace":"shop","uid":"ReplicaSet-{{name}}","generation":1,"creationTimestamp":"{{createdAt}}",
          "annotations":{"deployment.kubernetes.io/revision":"{{revision}}"{{annotations}} }{{(owner is null ? "" : $$""","ownerReferences":[{"kind":"Deployment","uid":"{{owner}}","controller":true}]""")}} },
         "spec":{"replicas":{{replicas}},"selector":{"matchLabels":{"app":"web","pod-template-hash":"{{name}}"} },"template":{"metadata":{"labels":{"app":"web","pod-template-hash":"{{name}}"{{labels}} } },"spec":{"containers":[{"name":"web","image":"registry.example.com/web:{{revision}}"}]} } },
         "status":{"observedGeneration":1,"replicas":{{replicas}},"fullyLabeledReplicas":{{replicas}},"availableReplicas":{{replicas}},"readyReplicas":{{replicas}} } }
        """);

    public static JsonObject Pod(string name, string owner, string container, string hash = "", string labels = "") => Parse($$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{name}}","namespace":"shop","creationTimestamp":"2026-11-26T00:00:00Z","labels":{"app":"web","pod-template-hash":"{{hash}}"{{labels}} },
          "ownerReferences":[{"kind":"ReplicaSet","uid":"{{owner}}","controller":true}]},
         "spec":{},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}],"containerStatuses":[{{container}}]} }
        """);

    public const string CrashLooping = """{"name":"web","restartCount":3,"state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"exitCode":7,"reason":"Error"}}}""";

    public const string Running = """{"name":"web","restartCount":0,"state":{"running":{}}}""";

    public static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
