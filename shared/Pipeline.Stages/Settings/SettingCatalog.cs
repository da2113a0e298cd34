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

/// <summary>Every kind of setting, a line each.</summary>
public static class SettingCatalog
{
    /// <summary>The kinds by their names.</summary>
    public static IReadOnlyList<SettingKind> All { get; } =
    [
        ChartRepository.Kind,
        CustomJob.Kind,
        CustomWebhook.Kind,
        DeploymentTarget.Kind,
        ImageRegistry.Kind,
        NotificationChannel.Kind,
        SecurityAccount.Kind,
        SourceRepository.Kind,
        WebhookSource.Kind,
    ];

    /// <summary>A kind by its name; null when there is none.</summary>
    public static SettingKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
