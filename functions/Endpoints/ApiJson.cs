using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pipeline.Functions.Approvals;
using Pipeline.Functions.Endpoints.Access;
using Pipeline.Functions.Endpoints.Audit;
using Pipeline.Functions.Endpoints.Catalog;
using Pipeline.Functions.Endpoints.Events;
using Pipeline.Functions.Endpoints.Freezes;
using Pipeline.Functions.Endpoints.Health;
using Pipeline.Functions.Endpoints.Hooks;
using Pipeline.Functions.Endpoints.Import;
using Pipeline.Functions.Endpoints.Pipelines;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Endpoints.Runs;
using Pipeline.Functions.Endpoints.Settings;
using Pipeline.Functions.Endpoints.Templates;
using Pipeline.Stages.Plans;

namespace Pipeline.Functions.Endpoints;

/// <summary>The API's JSON: one set of options and the contracts of every body, made at build time.</summary>
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(MeAnswer))]
[JsonSerializable(typeof(NewToken))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(CreatedTokenAnswer))]
[JsonSerializable(typeof(TokenList))]
[JsonSerializable(typeof(ApplicationBody))]
[JsonSerializable(typeof(ApplicationAnswer))]
[JsonSerializable(typeof(ApplicationList))]
[JsonSerializable(typeof(MemberBody))]
[JsonSerializable(typeof(MemberAnswer))]
[JsonSerializable(typeof(MemberList))]
[JsonSerializable(typeof(PutPipelineAnswer))]
[JsonSerializable(typeof(PipelineList))]
[JsonSerializable(typeof(RevisionList))]
[JsonSerializable(typeof(PutTemplateAnswer))]
[JsonSerializable(typeof(TemplateList))]
[JsonSerializable(typeof(TemplateInstanceList))]
[JsonSerializable(typeof(MoveInstancesBody))]
[JsonSerializable(typeof(MovedInstanceList))]
[JsonSerializable(typeof(StartRunBody))]
[JsonSerializable(typeof(RerunBody))]
[JsonSerializable(typeof(StartedRunAnswer))]
[JsonSerializable(typeof(DryRunPlan))]
[JsonSerializable(typeof(RunList))]
[JsonSerializable(typeof(RunAnswer))]
[JsonSerializable(typeof(RunStageAnswer))]
[JsonSerializable(typeof(ReasonBody))]
[JsonSerializable(typeof(JudgeBody))]
[JsonSerializable(typeof(SkipBody))]
[JsonSerializable(typeof(StartNowBody))]
[JsonSerializable(typeof(FreezeBody))]
[JsonSerializable(typeof(FreezeAnswer))]
[JsonSerializable(typeof(FreezeList))]
[JsonSerializable(typeof(SecretBody))]
[JsonSerializable(typeof(SecretAnswer))]
[JsonSerializable(typeof(SecretList))]
[JsonSerializable(typeof(SettingBody))]
[JsonSerializable(typeof(SettingAnswer))]
[JsonSerializable(typeof(SettingList))]
[JsonSerializable(typeof(SettingKindList))]
[JsonSerializable(typeof(SettingTestAnswer))]
[JsonSerializable(typeof(ChoiceList))]
[JsonSerializable(typeof(AuditList))]
[JsonSerializable(typeof(EventList))]
[JsonSerializable(typeof(HookAnswer))]
[JsonSerializable(typeof(StageTypeAnswer))]
[JsonSerializable(typeof(StageTypeList))]
[JsonSerializable(typeof(SpinnakerImportAnswer))]
[JsonSerializable(typeof(ApprovalLinkRequest))]
[JsonSerializable(typeof(ApprovalLinkIssued))]
[JsonSerializable(typeof(ApprovalLinkList))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(bool))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Makes options strict for what comes in and readable for what goes out.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.PropertyNameCaseInsensitive = false;
        // Bodies are served as application/json with nosniff and never put into HTML unescaped; Korean stays readable.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.TypeInfoResolverChain.Insert(0, Default);
    }
}
