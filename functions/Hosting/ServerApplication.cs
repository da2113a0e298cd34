using Pipeline.Functions.Access;
using Pipeline.Functions.Approvals;
using Pipeline.Functions.Audit;
using Pipeline.Functions.Endpoints;
using Pipeline.Functions.Endpoints.OpenApi;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Endpoints.Runs;
using Pipeline.Functions.Endpoints.Runs.Export;
using Pipeline.Functions.Events;
using Pipeline.Functions.Notifications;
using Pipeline.Functions.Observability;
using Pipeline.Functions.Pages;
using Pipeline.Functions.Pipelines;
using Pipeline.Functions.Plans;
using Pipeline.Functions.Retention;
using Pipeline.Functions.Settings;
using Pipeline.Functions.Templates;
using Pipeline.Functions.Triggers;
using Pipeline.Storage;
using Pipeline.Storage.Azure;

namespace Pipeline.Functions.Hosting;

/// <summary>Joins the libraries to one web application.</summary>
internal static class ServerApplication
{
    private const long LargestBody = 8 * 1024 * 1024;

    /// <summary>Builds it, not yet started. The storage stays the caller's to close.</summary>
    /// <param name="options">The operator's.</param>
    /// <param name="storage">The storage.</param>
    /// <param name="lost">Signalled when the storage is another process's.</param>
    public static WebApplication Build(ServerOptions options, IStorage storage, CancellationToken lost)
    {
        // The program's own folder, not the one it is started in, may hold an appsettings.json; watching it for changes would cost start-up time.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseUrls([.. options.Urls]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            // App Service authentication adds the sender's principal and tokens.
            kestrel.Limits.MaxRequestHeadersTotalSize = options.Mode is HostingMode.Functions ? 64 * 1024 : 32 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        builder.Logging.ConfigureForServer(options.Verbose, options.LogFormat);
        builder.Services
            .AddSingleton(options)
            .AddSingleton(storage)
            .AddSingleton(TimeProvider.System)
            .AddRunEngine(options, lost)
            .AddAccess()
            .AddPipelines()
            .AddTemplates()
            .AddPlans()
            .AddSettings(options)
            .AddSingleton<AuditLog>()
            .AddEvents(options.Mode)
            .AddApprovals()
            .AddNotifications(options.Mode)
            .AddRetention(options.Mode)
            .AddSingleton<RunArchive>()
            .AddPages()
            .AddSingleton<StreamLimits>()
            .AddOpenApiDocumentation()
            .ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions))
            .Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true)
            .Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));

        builder.AddObservability(options);
        if (options.Mode is HostingMode.Functions)
            builder.Services.AddTriggers(options.Configuration).AddHostedService<HostWatch>();
        if (storage is AzureStorage account)
            builder.Services.AddSingleton(account).AddUnreferencedValueSweep(options.Mode);

        var application = builder.Build();
        application.UseMiddleware<ProblemMiddleware>();
        application.UseRouting();
        application.UseMiddleware<AccessMiddleware>();
        application.MapApi();
        application.MapApprovals();
        application.MapPages();
        if (options.Mode is HostingMode.Functions)
            InvocationEndpoint.Map(application);
        return application;
    }

    // Under the Functions host a timer of its own does in one process what each would do here.
    private static void AddUnreferencedValueSweep(this IServiceCollection services, HostingMode mode)
    {
        services.AddSingleton<UnreferencedValueSweep>();
        if (mode is HostingMode.Functions)
            services.AddSingleton<ITriggeredFunction, SweepUnreferencedValuesFunction>();
        else
            services.AddHostedService<UnreferencedValueSweeper>();
    }
}
