using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Functions.Access;
using Pipeline.Functions.Audit;
using Pipeline.Functions.Endpoints.OpenApi;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Pipelines;
using Pipeline.Functions.Settings;
using Pipeline.Stages.Settings;

namespace Pipeline.Functions.Endpoints.Settings;

/// <summary>Settings of every kind: made, changed, listed without their secrets, and removed. One for all applications needs a role held in all.</summary>
internal static class SettingEndpoints
{
    public static void MapSettings(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/settings", ListKinds)
            .Requires(Permission.Identity, AccessScope.Anywhere)
            .WithName("listSettingKinds").WithTags("Settings")
            .WithSummary("The kinds of settings with the schemas of their fields; titles in English or Korean by Accept-Language.");
        routes.MapGet("/api/settings/{kind}", ListAsync)
            .Requires(Permission.View, AccessScope.Anywhere)
            .WithName("listSettings").WithTags("Settings")
            .WithSummary("The settings of a kind that the sender's applications may use, without their secrets.")
            .ProducesProblems(403, 404);
        routes.MapGet("/api/settings/{kind}/{name}", GetAsync)
            .Requires(Permission.View, AccessScope.Anywhere)
            .WithName("getSetting").WithTags("Settings")
            .WithSummary("A setting, without its secrets.")
            .ProducesProblems(403, 404);
        routes.MapPut("/api/settings/{kind}/{name}", PutAsync)
            .Requires(Permission.Edit, AccessScope.Anywhere)
            .WithName("putSetting").WithTags("Settings")
            .WithSummary("Makes or changes a setting. Secrets cannot be read again; one that is left out stays. If-Match and If-None-Match: * guard against others' changes.")
            .ReadsPreconditions()
            .ProducesProblems(400, 403, 404, 412, 415);
        routes.MapDelete("/api/settings/{kind}/{name}", DeleteAsync)
            .Requires(Permission.Edit, AccessScope.Anywhere)
            .WithName("deleteSetting").WithTags("Settings")
            .WithSummary("Removes a setting that no pipeline names.")
            .ProducesProblems(403, 404, 409, 412);
    }

    private static Ok<SettingKindList> ListKinds(HttpContext context, IServiceProvider services)
    {
        var korean = Languages.PrefersKorean(context);
        return TypedResults.Ok(new SettingKindList([.. SettingCatalog.All.Select(kind => SettingKindAnswer.Of(kind, korean, services))]));
    }

    private static async Task<Ok<SettingList>> ListAsync(string kind, HttpContext context, SettingStore settings, CancellationToken cancellationToken)
    {
        var sender = context.Identity();
        var all = await settings.ListAsync(KindOf(kind).Name, cancellationToken);
        return TypedResults.Ok(new SettingList([.. all.Where(setting => MayView(sender, setting)).Select(SettingAnswer.Of)]));
    }

    private static async Task<Ok<SettingAnswer>> GetAsync(
        string kind, string name, HttpContext context, SettingStore settings, CancellationToken cancellationToken)
    {
        var setting = await FindAsync(settings, KindOf(kind), name, cancellationToken);
        if (!MayView(context.Identity(), setting))
            context.Identity().Demand(Permission.View, ScopeOf(setting.Application));
        context.Response.Headers.ETag = Preconditions.TagOf(setting.Version);
        return TypedResults.Ok(SettingAnswer.Of(setting));
    }

    private static async Task<Results<Ok<SettingAnswer>, Created<SettingAnswer>>> PutAsync(
        string kind,
        string name,
        SettingBody body,
        HttpContext context,
        SettingStore settings,
        Applications applications,
        AuditLog audit,
        CancellationToken cancellationToken)
    {
        var known = KindOf(kind);
        Field.Setting("name", name);
        if (!JsonText.IsWellFormed(body.With))
            throw ProblemException.InvalidField("with", "A text in it holds a NUL or half a surrogate pair, or a name is given twice.");
        var application = body.Application is null ? null : Field.Application("application", body.Application);
        var description = Field.OptionalText("description", body.Description, longest: 2000);
        var sender = context.Identity();
        sender.Demand(Permission.Edit, ScopeOf(application));
        if (application is not null && await applications.FindAsync(application, cancellationToken) is null)
            throw ProblemException.InvalidField("application", $"There is no application '{application}'.");

        var (setting, isNew) = await settings.PutAsync(known, name, application, description, body.With, sender.Subject, Admit, cancellationToken);
        await audit.RecordAsync(sender.Subject, "setting.put", $"{kind}/{name}", application, $"version {setting.Version}", cancellationToken);
        context.Response.Headers.ETag = Preconditions.TagOf(setting.Version);
        var answer = SettingAnswer.Of(setting);
        return isNew ? TypedResults.Created($"/api/settings/{kind}/{name}", answer) : TypedResults.Ok(answer);

        void Admit(Setting? present)
        {
            if (present is not null)
                sender.Demand(Permission.Edit, ScopeOf(present.Application));
            Preconditions.Demand(context.Request, present?.Version);
        }
    }

    private static async Task<NoContent> DeleteAsync(
        string kind, string name, HttpContext context, SettingStore settings, PipelineStore pipelines, AuditLog audit, CancellationToken cancellationToken)
    {
        var setting = await FindAsync(settings, KindOf(kind), name, cancellationToken);
        var sender = context.Identity();
        sender.Demand(Permission.Edit, ScopeOf(setting.Application));
        Preconditions.Demand(context.Request, setting.Version);
        var users = (await pipelines.ListAsync(cancellationToken)).Where(pipeline => pipeline.Settings.Contains($"{kind}/{name}")).Select(pipeline => pipeline.Name).ToArray();
        if (users.Length > 0)
            throw ProblemException.InUse($"{kind}/{name} is used by {string.Join(", ", users)}. Take it out of these pipelines first.");

        await settings.DeleteAsync(kind, name, setting.Version, cancellationToken);
        await audit.RecordAsync(sender.Subject, "setting.delete", $"{kind}/{name}", setting.Application, detail: null, cancellationToken);
        return TypedResults.NoContent();
    }

    public static SettingKind KindOf(string name) => SettingCatalog.Find(name)
        ?? throw ProblemException.NotFound($"There is no kind of setting '{name}'. There are secrets, {string.Join(", ", SettingCatalog.All.Select(kind => kind.Name))}.");

    public static async ValueTask<Setting> FindAsync(SettingStore settings, SettingKind kind, string name, CancellationToken cancellationToken) =>
        await settings.FindAsync(kind.Name, name, cancellationToken) ?? throw ProblemException.NotFound($"There is no {kind.Title} '{name}'.");

    public static string ScopeOf(string? application) => application ?? AccessRules.EveryApplication;

    // A setting of all applications is no news to anybody who writes pipelines in one of them.
    public static bool MayView(Identity sender, Setting setting) => setting.Application is { } application
        ? AccessRules.Allows(sender, Permission.View, application)
        : AccessRules.AllowsAnywhere(sender, Permission.View);
}
