using System.Net;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Functions.Access;
using Pipeline.Functions.Tests.Hosting;

namespace Pipeline.Functions.Tests.Access;

/// <summary>Every endpoint with every role: who gets past the door. What lies behind the door (404, 409, 400) other tests look at.</summary>
public abstract class AccessMatrixTests(RunningServer server)
{
    // n: nobody's own sender without any role, v: viewer, a: approver, e: editor, d: administrator of the application, *: of every one.
    private const string Table = """
        GET    /api/me                                          n v a e d *
        GET    /api/tokens                                      n v a e d *
        POST   /api/tokens                                      n v a e d *
        DELETE /api/tokens/{id}                                 n v a e d *
        GET    /api/applications                                n v a e d *
        GET    /api/applications/{application}                    v a e d *
        PUT    /api/applications/{application}                          d *
        DELETE /api/applications/{application}                          d *
        GET    /api/applications/{application}/members            v a e d *
        GET    /api/applications/{application}/members/{subject}  v a e d *
        PUT    /api/applications/{application}/members/{subject}        d *
        DELETE /api/applications/{application}/members/{subject}        d *
        GET    /api/applications/{application}/freezes            v a e d *
        GET    /api/applications/{application}/freezes/{name}     v a e d *
        PUT    /api/applications/{application}/freezes/{name}           d *
        DELETE /api/applications/{application}/freezes/{name}           d *
        GET    /api/pipelines                                   n v a e d *
        GET    /api/pipelines/{name}                              v a e d *
        PUT    /api/pipelines/{name}                                  e d *
        DELETE /api/pipelines/{name}                                  e d *
        GET    /api/pipelines/{name}/events                       v a e d *
        GET    /api/pipelines/{name}/revisions                    v a e d *
        GET    /api/pipelines/{name}/revisions/{revision:int}     v a e d *
        GET    /api/templates                                   n v a e d *
        PUT    /api/templates/{name}                                  e d *
        GET    /api/templates/{name}                              v a e d *
        DELETE /api/templates/{name}                                  e d *
        GET    /api/templates/{name}/revisions                    v a e d *
        GET    /api/templates/{name}/revisions/{revision:int}     v a e d *
        GET    /api/templates/{name}/instances                    v a e d *
        POST   /api/templates/{name}/instances                        e d *
        POST   /api/pipelines/{name}/runs                             e d *
        GET    /api/runs                                        n v a e d *
        GET    /api/runs/{id}                                     v a e d *
        GET    /api/runs/{id}/events                              v a e d *
        GET    /api/runs/{id}/export                              v a e d *
        GET    /api/runs/{id}/stages/{stage}/log                  v a e d *
        GET    /api/runs/{id}/artifacts/{artifact}/content        v a e d *
        POST   /api/runs/{id}/stages/{stage}/judge                  a
        POST   /api/runs/{id}/stages/{stage}/links                  a e d *
        GET    /api/runs/{id}/stages/{stage}/links                v a e d *
        DELETE /api/runs/{id}/stages/{stage}/links/{link}           a e d *
        POST   /api/runs/{id}/cancel                                  e d *
        POST   /api/runs/{id}/pause                                   e d *
        POST   /api/runs/{id}/resume                                  e d *
        POST   /api/runs/{id}/stages/{stage}/skip                     e d *
        POST   /api/runs/{id}/stages/{stage}/start-now                e d *
        POST   /api/runs/{id}/stages/{stage}/restart                  e d *
        POST   /api/runs/{id}/stages/{stage}/retry                    e d *
        POST   /api/runs/{id}/rerun                                   e d *
        DELETE /api/runs/{id}                                         e d *
        GET    /api/settings/secrets                              v a e d *
        GET    /api/settings/secrets/{name}                       v a e d *
        PUT    /api/settings/secrets/{name}                           e d *
        DELETE /api/settings/secrets/{name}                           e d *
        GET    /api/settings                                    n v a e d *
        GET    /api/settings/{kind}                               v a e d *
        GET    /api/settings/{kind}/{name}                        v a e d *
        PUT    /api/settings/{kind}/{name}                            e d *
        DELETE /api/settings/{kind}/{name}                            e d *
        POST   /api/settings/{kind}/{name}/test                       e d *
        GET    /api/settings/{kind}/{name}/choices/{what}             e d *
        GET    /api/audit                                               d *
        GET    /api/stage-types                                 n v a e d *
        GET    /api/stage-types/{type}                          n v a e d *
        POST   /api/import/spinnaker                            n v a e d *
        GET    /api/metrics                                               *
        GET    /api/openapi.json                                n v a e d *
        """;

    private static readonly string[] Anonymous =
    [
        "GET /", "GET /api/health", "GET /api/schema/pipeline.json", "GET /api/schema/pipeline-template.json", "GET /approvals/{token}", "GET /runs/{id}", "GET /sign-in",
        "POST /api/hooks/github/{source}", "POST /api/hooks/gitlab/{source}", "POST /api/hooks/git/{source}", "POST /api/hooks/registry/{source}", "POST /api/hooks/{source}",
        "HEAD /", "HEAD /approvals/{token}", "HEAD /runs/{id}", "HEAD /sign-in", "POST /approvals/{token}", "POST /sign-in", "POST /sign-out",

        // For the Functions host alone, which has no identity.
        "POST /{function}",
    ];

    private static readonly (string Letter, string? Role)[] Columns =
        [("n", null), ("v", "viewer"), ("a", "approver"), ("e", "editor"), ("d", "admin"), ("*", null)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_endpoint_is_in_the_table_or_among_the_anonymous()
    {
        var rows = Rows().Select(row => $"{row.Method} {row.Pattern}").ToHashSet(StringComparer.Ordinal);
        foreach (var endpoint in server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var pattern = endpoint.RoutePattern.RawText!;
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                var isAnonymous = endpoint.Metadata.GetMetadata<AnonymousAccess>() is not null;
                Assert.True(
                    isAnonymous ? Anonymous.Contains($"{method} {pattern}") : rows.Contains($"{method} {pattern}"),
                    $"{method} {pattern} is {(isAnonymous ? "anonymous, but should not be" : "not in the table")}.");
                Assert.True(isAnonymous || endpoint.Metadata.GetMetadata<AccessRequirement>() is not null, $"{method} {pattern} says nothing of access.");
            }
        }
    }

    [Fact]
    public async Task The_table_holds()
    {
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/applications/matrix", null, Cancellation));
        var document = Documents.Approval("matrix", "matrix");
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/settings/secrets/matrix", Documents.Json("""{"value":"matrix-value","application":"matrix"}"""), Cancellation));

        var faults = new StringBuilder();
        foreach (var (letter, role) in Columns)
        {
            // Each column has a run of its own, which some rows end; judging comes before them.
            var run = await server.StartAsync("matrix", document);
            await server.RunAsync(run, found => found.Stage("sign-off")["waitingFor"] is not null);
            using var sender = letter == "*" ? server.Client(RunningServer.AdminToken) : await server.SubjectAsync($"matrix-{letter.Replace('*', 's')}", "matrix", role is null ? [] : [role]);
            foreach (var (method, pattern, letters) in Rows())
            {
                using var response = await SendAsync(sender, method, Fill(pattern, run));
                var refused = response.StatusCode is HttpStatusCode.Forbidden;
                if (refused == letters.Contains(letter, StringComparison.Ordinal) || response.StatusCode is HttpStatusCode.Unauthorized)
                    faults.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"{method} {pattern} as '{letter}': {(int)response.StatusCode}");

                using var stranger = await SendAsync(server.Nobody, method, Fill(pattern, run));
                if (stranger.StatusCode is not HttpStatusCode.Unauthorized)
                    faults.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"{method} {pattern} as nobody: {(int)stranger.StatusCode}");
            }
        }

        Assert.True(faults.Length == 0, faults.ToString());
    }

    private static IEnumerable<(string Method, string Pattern, string Letters)> Rows()
    {
        foreach (var line in Table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            yield return (words[0], words[1], string.Concat(words[2..]));
        }
    }

    // Bodies are well-formed and ask for what cannot be done, so that the table's order changes nothing.
    private static async Task<HttpResponseMessage> SendAsync(HttpClient sender, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is "PUT" && path.StartsWith("/api/pipelines", StringComparison.Ordinal))
            request.Content = Documents.Yaml(Documents.Approval("another-name", "matrix"));
        else if (method is "PUT" or "POST")
            request.Content = Documents.Json(path.EndsWith("/judge", StringComparison.Ordinal) ? """{"decision":"continue","input":"no such option"}""" : BodyOf(path));
        request.Headers.TryAddWithoutValidation("If-Match", "\"999\"");
        return await sender.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }

    private static string BodyOf(string path) => path switch
    {
        _ when path.Contains("/members/", StringComparison.Ordinal) => """{"roles":[]}""",
        _ when path.Contains("/secrets/", StringComparison.Ordinal) => """{"value":"v","application":"matrix"}""",
        "/api/tokens" => """{"name":"matrix"}""",
        _ when path.EndsWith("/runs", StringComparison.Ordinal) || path.EndsWith("/rerun", StringComparison.Ordinal) => """{"parameters":{"no-such":1}}""",
        _ when path.EndsWith("/skip", StringComparison.Ordinal) => "{}",
        _ => "{}",
    };

    private static string Fill(string pattern, string run) => pattern
        .Replace("{application}", "matrix", StringComparison.Ordinal)
        .Replace("{subject}", "matrix-v", StringComparison.Ordinal)
        .Replace("/runs/{id}/cancel", $"/runs/{run}/cancel", StringComparison.Ordinal)
        .Replace("/runs/{id}", $"/runs/{run}", StringComparison.Ordinal)
        .Replace("{id}", "no-such-token", StringComparison.Ordinal)
        .Replace("secrets/{name}", "secrets/matrix", StringComparison.Ordinal)
        .Replace("{name}", "matrix", StringComparison.Ordinal)
        .Replace("{revision:int}", "1", StringComparison.Ordinal)
        .Replace("{stage}", "sign-off", StringComparison.Ordinal)
        .Replace("{link}", "no-such-link", StringComparison.Ordinal)
        .Replace("{type}", "feature.wait", StringComparison.Ordinal)
        + (pattern.EndsWith("/events", StringComparison.Ordinal) ? "?slice=10ms" : "");
}

public sealed class EmbeddedAccessMatrixTests(EmbeddedServer server) : AccessMatrixTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedAccessMatrixTests(HostedServer server) : AccessMatrixTests(server), IClassFixture<HostedServer>;
