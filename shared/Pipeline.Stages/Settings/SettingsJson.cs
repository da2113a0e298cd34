using System.Text.Json.Serialization;
using Pipeline.Stages.Settings.ChartRepositories;
using Pipeline.Stages.Settings.CustomJobs;
using Pipeline.Stages.Settings.CustomWebhooks;
using Pipeline.Stages.Settings.DeploymentTargets;
using Pipeline.Stages.Settings.ImageRegistries;
using Pipeline.Stages.Settings.Notifications;
using Pipeline.Stages.Settings.Security;
using Pipeline.Stages.Settings.SourceRepositories;
using Pipeline.Stages.Settings.WebhookSources;

namespace Pipeline.Stages.Settings;

/// <summary>The contracts of typed settings.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ChartRepository))]
[JsonSerializable(typeof(CustomJob))]
[JsonSerializable(typeof(CustomWebhook))]
[JsonSerializable(typeof(DeploymentTarget))]
[JsonSerializable(typeof(ImageRegistry))]
[JsonSerializable(typeof(NotificationChannel))]
[JsonSerializable(typeof(SecurityAccount))]
[JsonSerializable(typeof(SourceRepository))]
[JsonSerializable(typeof(WebhookSource))]
internal sealed partial class SettingsJson : JsonSerializerContext;
