using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Definitions.Triggers;
using Pipeline.Functions.Access;
using Pipeline.Functions.Endpoints.OpenApi;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Events;
using Pipeline.Functions.Events.Hooks;
using Pipeline.Stages.Settings.ImageRegistries;
using Pipeline.Stages.Settings.SourceRepositories;
using Pipeline.Stages.Settings.WebhookSources;

namespace Pipeline.Functions.Endpoints.Hooks;

/// <summary>The hooks of other systems. Who calls is proven by a secret of the setting in the address; nothing of a body is read before.</summary>
internal static class HookEndpoints
{
    /// <summary>Callers who cannot name a delivery send the same body again when they got no answer, which takes minutes at most.</summary>
    private static readonly TimeSpan RepeatedWithin = TimeSpan.FromMinutes(10);

    public static void MapHooks(this IEndpointRouteBuilder routes)
    {
        Describe(
            routes.MapPost("/api/hooks/github/{source}", GitHubAsync), "receiveGitHubHook", "A hook of GitHub (or Gitea), signed in X-Hub-Signature-256.");
        Describe(routes.MapPost("/api/hooks/gitlab/{source}", GitLabAsync), "receiveGitLabHook", "A hook of GitLab, with its secret in X-Gitlab-Token.");
        Describe(
            routes.MapPost("/api/hooks/git/{source}", GitAsync), "receiveGitHook", "A hook of another git server, in GitHub's shape, signed in X-Hub-Signature-256.");
        Describe(
            routes.MapPost("/api/hooks/registry/{source}", RegistryAsync),
            "receiveRegistryHook",
            "A notification of an image registry: Docker Registry v2, GitHub, Harbor or Docker Hub.");
        Describe(
            routes.MapPost("/api/hooks/{source}", WebhookAsync),
            "receiveHook",
            "A call of a webhook source, signed in X-Signature-256 or with the secret as Authorization: Bearer.");
    }

    private static void Describe(RouteHandlerBuilder hook, string name, string summary) => hook
        .IsAnonymous()
        .ReadsBody("application/json")
        .WithName(name).WithTags("Hooks")
        .WithSummary(summary + " A new event is answered with 202, a repeated one with 200 and the first outcome.")
        .ProducesProblems(400, 401, 403, 404, 413);

    private static async Task<Results<Accepted<HookAnswer>, Ok<HookAnswer>>> GitHubAsync(
        string source, HttpRequest request, HookSettings settings, EventIntake intake, CancellationToken cancellationToken) =>
        await GitHubLikeAsync(source, SourceRepositoryHost.GitHub, request, settings, intake, cancellationToken);

    private static async Task<Results<Accepted<HookAnswer>, Ok<HookAnswer>>> GitAsync(
        string source, HttpRequest request, HookSettings settings, EventIntake intake, CancellationToken cancellationToken) =>
        await GitHubLikeAsync(source, SourceRepositoryHost.Git, request, settings, intake, cancellationToken);

    private static async Task<Results<Accepted<HookAnswer>, Ok<HookAnswer>>> GitHubLikeAsync(
        string source, SourceRepositoryHost host, HttpRequest request, HookSettings settings, EventIntake intake, CancellationToken cancellationToken)
    {
        var hook = await HookRequest.ReadAsync(request, cancellationToken);
        var (repository, application) = await RepositoryAsync(source, host, settings, cancellationToken);
        var secret = HookSettings.SecretOf(repository.WebhookSecret, SourceRepository.Kind, source);
        HookSettings.Demand(
            HookSignature.IsOf(hook.Body.Span, secret, hook.Header("X-Hub-Signature-256") ?? hook.Header("X-Gitea-Signature")),
            "X-Hub-Signature-256 must be 'sha256=' and the HMAC-SHA256 of the body with the webhookSecret");

        var name = hook.Header("X-GitHub-Event") ?? hook.Header("X-Gitea-Event") ?? "push";
        var happened = GitHubHook.Read(name, source, hook.Payload());
        return await ReceiveAsync(happened, application, Marks($"git/{source}", hook, hook.Header("X-GitHub-Delivery") ?? hook.Header("X-Gitea-Delivery"), bodyFor: null), intake, cancellationToken);
    }

    private static async Task<Results<Accepted<HookAnswer>, Ok<HookAnswer>>> GitLabAsync(
        string source, HttpRequest request, HookSettings settings, EventIntake intake, CancellationToken cancellationToken)
    {
        var hook = await HookRequest.ReadAsync(request, cancellationToken);
        var (repository, application) = await RepositoryAsync(source, SourceRepositoryHost.GitLab, settings, cancellationToken);
        var secret = HookSettings.SecretOf(repository.WebhookSecret, SourceRepository.Kind, source);
        HookSettings.Demand(HookSignature.IsSecret(hook.Header("X-Gitlab-Token"), secret), "X-Gitlab-Token must be the webhookSecret");

        // GitLab's pushes bear no time: back and forth between two commits gives the same body, which is no redelivery later on.
        var happened = GitLabHook.Read(source, hook.Payload());
        return await ReceiveAsync(happened, application, Marks($"git/{source}", hook, hook.Header("Idempotency-Key") ?? hook.Header("X-Gitlab-Event-UUID"), RepeatedWithin), intake, cancellationToken);
    }

    private static async Task<Results<Accepted<HookAnswer>, Ok<HookAnswer>>> RegistryAsync(
        string source, HttpRequest request, HookSettings settings, EventIntake intake, CancellationToken cancellationToken)
    {
        var hook = await HookRequest.ReadAsync(request, cancellationToken);
        var (registry, application) = await settings.FindAsync<ImageRegistry>(ImageRegistry.Kind, source, cancellationToken);
        var secret = HookSettings.SecretOf(registry.WebhookSecret, ImageRegistry.Kind, source);
        HookSettings.Demand(
            HookSignature.IsOf(hook.Body.Span, secret, hook.Header("X-Hub-Signature-256"))
                || HookSignature.IsAuthorization(hook.Header("Authorization"), secret)
                || HookSignature.IsSecret(hook.Query["token"] is [{ } token] ? token : null, secret),
            "send it as 'Authorization: Bearer …' (Docker Registry, Harbor), as ?token= (Docker Hub), or sign with it (GitHub)");

        var pushes = RegistryHook.Read(source, registry.Url?.Authority, hook.Payload());
        var received = new List<(ReceivedEvent Event, bool IsNew)>();
        for (var index = 0; index < pushes.Count; index++)
        {
            var (happened, delivery) = pushes[index];
            IReadOnlyList<DeliveryMark> marks = delivery is null
                ? [.. Marks($"image/{source}", hook, hook.Header("X-GitHub-Delivery"), RepeatedWithin).Select(mark => mark with { Text = $"{mark.Text}#{index}" })]
                : [new($"image/{source}/event/{delivery}")];
            received.Add(await intake.ReceiveAsync(happened, application, marks, cancellationToken));
        }

        return Answer(received);
    }

    private static async Task<Results<Accepted<HookAnswer>, Ok<HookAnswer>>> WebhookAsync(
        string source, HttpRequest request, HookSettings settings, EventIntake intake, CancellationToken cancellationToken)
    {
        var hook = await HookRequest.ReadAsync(request, cancellationToken);
        var (webhook, application) = await settings.FindAsync<WebhookSource>(WebhookSource.Kind, source, cancellationToken);
        HookSettings.Demand(
            HookSignature.IsOf(hook.Body.Span, webhook.Secret, hook.Header("X-Signature-256") ?? hook.Header("X-Hub-Signature-256"))
                || (!webhook.SignedOnly && HookSignature.IsAuthorization(hook.Header("Authorization"), webhook.Secret)),
            webhook.SignedOnly ? "sign the body with it in X-Signature-256" : "send it as 'Authorization: Bearer …', or sign the body with it in X-Signature-256");

        var happened = WebhookHook.Read(source, hook.Payload());
        var delivery = hook.Header("Idempotency-Key") ?? hook.Header("X-Delivery-Id");
        return await ReceiveAsync(happened, application, delivery is null ? Marks($"webhook/{source}", hook, null, RepeatedWithin) : [new($"webhook/{source}/delivery/{delivery}")], intake, cancellationToken);
    }

    private static async ValueTask<(SourceRepository Repository, string? Application)> RepositoryAsync(
        string source, SourceRepositoryHost host, HookSettings settings, CancellationToken cancellationToken)
    {
        var (repository, application) = await settings.FindAsync<SourceRepository>(SourceRepository.Kind, source, cancellationToken);
        return repository.Host == host
            ? (repository, application)
            : throw ProblemException.NotFound($"The source repository '{source}' is of another host; its hooks go to /api/hooks/{repository.Host.ToString().ToLowerInvariant()}/{source}.");
    }

    private static IReadOnlyList<DeliveryMark> Marks(string key, HookRequest hook, string? delivery, TimeSpan? bodyFor) => delivery is null
        ? [new($"{key}/body/{hook.Digest}", bodyFor)]
        : [new($"{key}/delivery/{delivery}"), new($"{key}/body/{hook.Digest}", bodyFor)];

    private static async Task<Results<Accepted<HookAnswer>, Ok<HookAnswer>>> ReceiveAsync(
        TriggerEvent? happened, string? application, IReadOnlyList<DeliveryMark> marks, EventIntake intake, CancellationToken cancellationToken)
    {
        if (happened is null)
            return TypedResults.Ok(HookAnswer.Ignored);
        if (happened.Git is { } git)
            happened = happened with { Artifacts = [GitArtifact.Of(git.Repository, git.Commit, git.Branch ?? git.Tag)] };
        return Answer([await intake.ReceiveAsync(happened, application, marks, cancellationToken)]);
    }

    private static Results<Accepted<HookAnswer>, Ok<HookAnswer>> Answer(List<(ReceivedEvent Event, bool IsNew)> received)
    {
        if (received.Count == 0)
            return TypedResults.Ok(HookAnswer.Ignored);

        IReadOnlyList<HookEventAnswer> events = [.. received.Select(one => HookEventAnswer.Of(one.Event))];
        return received.Any(one => one.IsNew)
            ? TypedResults.Accepted((string?)null, new HookAnswer("accepted", events))
            : TypedResults.Ok(new HookAnswer("repeated", events));
    }
}
