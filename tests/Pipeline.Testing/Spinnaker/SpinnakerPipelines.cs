namespace Pipeline.Testing.Spinnaker;

/// <summary>Pipelines of Spinnaker for tests: small ones of our own, each in the shape of one that people publish.</summary>
public static class SpinnakerPipelines
{
    /// <summary>Every one of them.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        [nameof(BlueGreen)] = BlueGreen,
        [nameof(DeploymentStatus)] = DeploymentStatus,
        [nameof(EditedAsJson)] = EditedAsJson,
        [nameof(Gotten)] = Gotten,
        [nameof(BakeAndTag)] = BakeAndTag,
        [nameof(FlowOnly)] = FlowOnly,
    };

    /// <summary>
    /// Shape of GoogleCloudPlatform/spinnaker-for-gcp, samples/helloworldwebapp/templates/pipelines/deployprod_json.template: expected artifacts of
    /// the run before, a blue/green deployment whose validation is ignored and then looked at, a rollback behind it, a trigger by another pipeline.
    /// </summary>
    public const string BlueGreen = """
        {
          "application": "shop",
          "name": "Deploy to Production",
          "description": "Blue/green, then validate.",
          "expectedArtifacts": [
            {
              "displayName": "Image",
              "id": "0a1b2c3d-0000-4000-8000-000000000001",
              "matchArtifact": { "id": "0a1b2c3d-0000-4000-8000-00000000000a", "name": "registry.example.com/shop", "type": "docker/image" },
              "useDefaultArtifact": false,
              "usePriorArtifact": true
            }
          ],
          "keepWaitingPipelines": false,
          "limitConcurrent": true,
          "notifications": [{ "level": "pipeline", "publisherName": "builds", "type": "pubsub", "when": ["pipeline.failed"] }],
          "parameterConfig": [],
          "stages": [
            {
              "failPipeline": true, "instructions": "Go on?", "judgmentInputs": [], "name": "Ask", "notifications": [],
              "refId": "2", "requisiteStageRefIds": [], "type": "manualJudgment"
            },
            {
              "account": "prod", "cloudProvider": "kubernetes", "expectedArtifacts": [],
              "manifestArtifactId": "0a1b2c3d-0000-4000-8000-000000000001", "manifests": [], "moniker": { "app": "shop" },
              "name": "Deploy", "refId": "1", "relationships": { "loadBalancers": [], "securityGroups": [] },
              "requisiteStageRefIds": ["2"], "source": "artifact",
              "trafficManagement": { "enabled": true, "options": { "enableTraffic": true, "services": ["service shop"], "strategy": "redblack" } },
              "type": "deployManifest"
            },
            {
              "completeOtherBranchesThenFail": false, "continuePipeline": true, "failPipeline": false,
              "account": "prod", "cloudProvider": "kubernetes", "name": "Validate", "refId": "5", "requisiteStageRefIds": ["1"],
              "source": "text", "manifests": [{ "apiVersion": "batch/v1", "kind": "Job", "metadata": { "name": "validate" } }], "type": "deployManifest"
            },
            {
              "completeOtherBranchesThenFail": false, "continuePipeline": false, "failPipeline": false,
              "name": "Validation succeeded",
              "preconditions": [
                { "context": { "expression": "${ #stage(\"Validate\")['status'].toString() == 'SUCCEEDED'}" }, "failPipeline": false, "type": "expression" }
              ],
              "refId": "15", "requisiteStageRefIds": ["5"], "type": "checkPreconditions"
            },
            { "name": "Settle", "refId": "9", "requisiteStageRefIds": ["15"], "type": "wait", "waitTime": 300 },
            {
              "account": "prod", "cluster": "replicaSet shop", "criteria": "second_newest", "kind": "replicaSet", "location": "shop-prod", "mode": "dynamic",
              "name": "Scale down", "refId": "10", "replicas": "0", "requisiteStageRefIds": ["9"], "type": "scaleManifest",
              "stageEnabled": { "expression": "${ #stage(\"Validate\")['status'].toString() != 'SUCCEEDED'}", "type": "expression" }
            },
            {
              "name": "Old one present",
              "preconditions": [
                {
                  "cloudProvider": "kubernetes",
                  "context": { "cluster": "replicaSet shop", "comparison": ">", "credentials": "prod", "expected": 1, "regions": ["shop-prod"] },
                  "failPipeline": false,
                  "type": "clusterSize"
                }
              ],
              "refId": "17", "requisiteStageRefIds": ["15"], "type": "checkPreconditions"
            }
          ],
          "triggers": [
            { "application": "shop", "enabled": true, "pipeline": "0a1b2c3d-0000-4000-8000-0000000000ff", "status": ["successful"], "type": "pipeline" }
          ]
        }
        """;

    /// <summary>
    /// Shape of gitploy-io/spinnaker-demo, README.md: a webhook trigger with constraints on its payload, a Helm bake, checks of a stage's status, and
    /// custom webhooks that report what became of it.
    /// </summary>
    public const string DeploymentStatus = """
        {
          "appConfig": {}, "application": "demo", "id": "0a1b2c3d-0000-4000-8000-000000000010", "index": 0,
          "keepWaitingPipelines": false, "lastModifiedBy": "anonymous", "limitConcurrent": true, "name": "deploy-to-dev", "parameterConfig": [],
          "spelEvaluator": "v3",
          "stages": [
            {
              "expectedArtifacts": [
                {
                  "defaultArtifact": { "customKind": true, "id": "0a1b2c3d-0000-4000-8000-000000000011" },
                  "displayName": "Manifests",
                  "id": "0a1b2c3d-0000-4000-8000-000000000012",
                  "matchArtifact": { "artifactAccount": "embedded-artifact", "customKind": false, "id": "x", "name": "manifests", "type": "embedded/base64" },
                  "useDefaultArtifact": false, "usePriorArtifact": false
                }
              ],
              "inputArtifacts": [{ "account": "charts", "artifact": { "artifactAccount": "charts", "name": "demo", "type": "helm/chart", "version": "0.1.0" } }],
              "name": "Bake", "namespace": "default", "outputName": "demo",
              "overrides": { "tag": "${ trigger['payload']['deployment']['sha']  }" },
              "refId": "7", "requisiteStageRefIds": [], "templateRenderer": "HELM3", "type": "bakeManifest"
            },
            {
              "account": "k8s", "completeOtherBranchesThenFail": false, "continuePipeline": true, "failPipeline": false,
              "name": "Deploy (Manifest)", "refId": "2", "requisiteStageRefIds": ["7"], "source": "artifact", "stageTimeoutMs": 60000, "type": "deployManifest"
            },
            {
              "completeOtherBranchesThenFail": false, "continuePipeline": false, "failPipeline": true, "name": "Check",
              "preconditions": [
                { "context": { "stageName": "Deploy (Manifest)", "stageStatus": "SUCCEEDED" }, "failPipeline": false, "type": "stageStatus" }
              ],
              "refId": "3", "requisiteStageRefIds": ["2"], "type": "checkPreconditions"
            },
            {
              "alias": "preconfiguredWebhook", "name": "Report",
              "parameterValues": { "deployment_id": "${ trigger['payload']['deployment']['id'] }", "state": "success" },
              "refId": "5", "requisiteStageRefIds": ["3"], "statusUrlResolution": "getMethod", "type": "updateDeploymentStatus"
            }
          ],
          "triggers": [
            { "enabled": true, "payloadConstraints": { "deployment.environment": "dev" }, "source": "app", "type": "webhook" }
          ],
          "updateTs": "1640829328000"
        }
        """;

    /// <summary>
    /// Shape of OpenCloudCX/module-springboot-microservice, scripts/spinnaker-pipeline.tpl: without a name and an application, as the user interface
    /// shows it for editing; a Jenkins build, a deletion that may fail, a git trigger with a secret.
    /// </summary>
    public const string EditedAsJson = """
        {
          "keepWaitingPipelines": false, "lastModifiedBy": "anonymous", "limitConcurrent": true, "spelEvaluator": "v4",
          "stages": [
            {
              "continuePipeline": false, "failPipeline": true, "job": "build-service", "master": "jenkins", "name": "Build", "parameters": {},
              "refId": "1", "requisiteStageRefIds": [], "type": "jenkins"
            },
            {
              "account": "default", "app": "service", "cloudProvider": "kubernetes",
              "completeOtherBranchesThenFail": false, "continuePipeline": true, "failPipeline": false,
              "location": "default", "manifestName": "deployment service", "mode": "static", "name": "Clean up", "options": { "cascading": true },
              "refId": "2", "requisiteStageRefIds": ["1"], "type": "deleteManifest"
            }
          ],
          "triggers": [
            { "branch": "main", "enabled": true, "project": "Example", "secret": "hunter-2-hunter-2", "slug": "service", "source": "github", "type": "git" }
          ],
          "updateTs": "1639535108000"
        }
        """;

    /// <summary>Shape of spinnaker/spin, cmd/pipeline/get_test.go: what <c>spin pipeline get</c> prints.</summary>
    public const string Gotten = """
        {
          "application": "app", "id": "pipeline_one", "index": 0, "keepWaitingPipelines": false, "lastModifiedBy": "somebody@example.com",
          "limitConcurrent": true, "name": "one",
          "parameterConfig": [{ "default": "blah", "description": "A foo.", "name": "fooB", "required": true }],
          "schema": "1",
          "stages": [{ "comments": "${ parameters.derp }", "name": "Wait", "refId": "1", "requisiteStageRefIds": [], "type": "wait", "waitTime": 30 }],
          "triggers": [],
          "updateTs": "1526578883109"
        }
        """;

    /// <summary>Shape of spinnaker/orca, orca-pipelinetemplate/src/test/resources/spinnakerPipelines.json: the pipeline within a map that names it.</summary>
    public const string BakeAndTag = """
        [
          {
            "name": "Bake and Tag",
            "deploymentTargets": ["prestaging"],
            "pipeline": {
              "appConfig": {}, "limitConcurrent": true, "parallel": true, "parameterConfig": [],
              "stages": [
                { "type": "bake", "baseLabel": "release", "baseOs": "trusty", "package": "shop", "regions": ["eu-west-1"], "name": "Bake", "refId": "1", "requisiteStageRefIds": [], "showAdvancedOptions": false },
                { "type": "upsertImageTags", "name": "Tag Image", "tags": { "stack": "test" }, "refId": "2", "requisiteStageRefIds": ["1"] }
              ],
              "triggers": [{ "type": "jenkins", "enabled": true, "master": "ci", "job": "shop-package", "propertyFile": "" }],
              "updateTs": "1470940720000",
              "stageCounter": 3
            }
          }
        ]
        """;

    /// <summary>
    /// Shape of spinnaker/spinnaker, echo and orca tests' inline pipelines: stage types of flow control alone, so that all of it can be run here. Ids of
    /// stages, expressions between them, every kind of trigger that there is.
    /// </summary>
    public const string FlowOnly = """
        {
          "application": "shop", "name": "flow", "disabled": true, "maxConcurrentExecutions": 3, "keepWaitingPipelines": true, "spelEvaluator": "v4",
          "parameterConfig": [
            { "name": "region", "label": "Region", "required": true, "default": "", "hasOptions": true, "options": [{ "value": "kr" }, { "value": "jp" }], "pinned": true },
            { "name": "version", "label": "", "description": "", "required": false, "default": "", "hasOptions": false, "options": [{ "value": "" }] }
          ],
          "stages": [
            {
              "type": "evaluateVariables", "name": "Names", "refId": "1", "requisiteStageRefIds": [],
              "variables": [
                { "key": "tag", "value": "${parameters.version}-${parameters.region}", "description": "" },
                { "key": "image", "value": "registry.example.com/shop:${tag}" }
              ]
            },
            {
              "type": "webhook", "name": "Test", "refId": "2", "requisiteStageRefIds": ["1"],
              "url": "https://ci.example.com/test?image=${image}", "method": "post", "payload": { "image": "${#stage('Names')['context']['image']}" },
              "customHeaders": { "X-Region": "${parameters['region']}" }, "waitForCompletion": true, "statusUrlResolution": "webhookResponse",
              "statusUrlJsonPath": "$.url", "statusJsonPath": "$.status", "progressJsonPath": "", "successStatuses": "OK,PASSED", "canceledStatuses": "", "terminalStatuses": "FAILED",
              "waitBeforeMonitor": "5", "failFastStatusCodes": [404, 504], "retryStatusCodes": [], "signalCancellation": true,
              "cancelEndpoint": "https://ci.example.com/cancel", "cancelMethod": "DELETE", "cancelPayload": {},
              "stageTimeoutMs": 1800000, "overrideTimeout": true, "markSuccessfulOnTimeout": true, "failOnFailedExpressions": true
            },
            {
              "type": "manualJudgment", "name": "Where to?", "refId": "3", "requisiteStageRefIds": ["2"], "instructions": "Image ${image}: ${#stage('Test')['context']['webhook']['statusCode']}",
              "judgmentInputs": [{ "value": "stop here" }, { "value": "go on" }], "propagateAuthenticationContext": false, "selectedStageRoles": [],
              "sendNotifications": false, "notifications": [{ "type": "slack", "address": "#shop", "when": ["manualJudgment"] }],
              "failPipeline": false, "continuePipeline": false, "completeOtherBranchesThenFail": true
            },
            {
              "type": "checkPreconditions", "name": "Go on?", "refId": "4", "requisiteStageRefIds": ["3"],
              "preconditions": [
                { "type": "expression", "failPipeline": true, "context": { "expression": "#judgment('Where to?') == 'go on'", "failureMessage": "It was stopped." } },
                { "type": "stageStatus", "failPipeline": true, "context": { "stageName": "Test", "stageStatus": "SUCCEEDED" } }
              ]
            },
            {
              "type": "pipeline", "name": "Deploy", "refId": "5", "requisiteStageRefIds": ["4"], "application": "shop", "pipeline": "0a1b2c3d-0000-4000-8000-0000000000aa",
              "pipelineParameters": { "image": "${image}" }, "waitForCompletion": true,
              "restrictExecutionDuringTimeWindow": true,
              "restrictedExecutionWindow": { "days": [2, 3], "whitelist": [{ "startHour": 22, "startMin": 0, "endHour": 1, "endMin": 59 }], "jitter": { "enabled": false, "skipManual": false, "minDelay": 0, "maxDelay": 600 } }
            },
            {
              "type": "wait", "name": "Soak", "refId": "6", "requisiteStageRefIds": ["5"], "waitTime": "${parameters.region == 'kr' ? 60 : 30}",
              "stageEnabled": { "type": "expression", "expression": "\"${parameters.region}\" == \"kr\"" }, "comments": "A minute or less."
            }
          ],
          "triggers": [
            { "type": "cron", "enabled": true, "id": "c", "cronExpression": "0 0/30 9 ? * MON-FRI *" },
            { "type": "docker", "enabled": false, "account": "hub", "registry": "index.docker.io", "organization": "example", "repository": "example/shop", "tag": "v.*" },
            { "type": "git", "enabled": true, "source": "github", "project": "example", "slug": "shop", "branch": "release/.*", "events": ["push", "pull_request"] },
            { "type": "webhook", "enabled": true, "source": "Release Bot", "payloadConstraints": { "action": "^published$" } },
            { "type": "manual", "enabled": true }
          ]
        }
        """;
}
