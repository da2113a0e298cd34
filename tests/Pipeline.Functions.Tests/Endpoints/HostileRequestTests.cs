using System.Net;
using System.Text;
using FsCheck.Fluent;
using Pipeline.Functions.Tests.Hosting;

namespace Pipeline.Functions.Tests.Endpoints;

/// <summary>Whatever is sent, the answer is a result or a refusal that says why, and never a fault of the server.</summary>
public abstract class HostileRequestTests(RunningServer server)
{
    private static readonly string[] HostileTexts =
    [
        "%00", "%ff%fe", "%ed%a0%80", "..%2f..%2fetc%2fpasswd", "%2e%2e", "a%0d%0aX: y", "%25%32%66", "'%22%3E%3Cscript%3E", "💥", "a%20b", "-1", "99999999999999999999",
        "%E2%80%AEx", "con", "a:b", "*", "?", "#", "%23", "a;b=c", "%F0%9F%92%A5", "__proto__", new('x', 4000),
    ];

    private static readonly string[] Places =
    [
        "/api/pipelines/{0}", "/api/pipelines/{0}/revisions", "/api/pipelines/{0}/revisions/{0}", "/api/runs/{0}", "/api/runs/{0}/events", "/api/runs/{0}/stages/{0}/log", "/api/runs/{0}/artifacts/{0}/content",
        "/api/applications/{0}", "/api/applications/{0}/members/{0}", "/api/settings/secrets/{0}", "/api/stage-types/{0}", "/api/runs?after={0}", "/api/runs?take={0}",
        "/api/runs?status={0}", "/api/runs?pipeline={0}", "/api/runs?application={0}", "/api/tokens?subject={0}", "/runs/{0}", "/{0}", "/api/{0}", "/approvals/{0}",
        "/api/pipelines?application={0}",
    ];

    private static readonly (string Method, string Path, string Valid)[] Bodies =
    [
        ("POST", "/api/tokens", """{"name":"x","subject":"ann","expiresIn":"30d"}"""),
        ("PUT", "/api/applications/fuzz", """{"description":"x"}"""),
        ("PUT", "/api/applications/fuzz/members/ann", """{"roles":["viewer"]}"""),
        ("PUT", "/api/settings/secrets/fuzz", """{"value":"x","application":"default","description":"y"}"""),
        ("POST", "/api/pipelines/fuzz/runs", """{"parameters":{"a":1,"b":"c"},"artifacts":[{"type":"docker/image","name":"shop","metadata":{"a":1}}],"comment":"x","commit":{"id":"c0ffee","committedAt":"2026-01-01T00:00:00Z"}}"""),
        ("PUT", "/api/pipelines/fuzz", """{"apiVersion":"pipeline/v1","kind":"Pipeline","metadata":{"name":"fuzz"},"spec":{"parameters":[{"name":"a"},{"name":"b"}],"stages":[{"id":"a","type":"feature.wait","with":{"duration":"1s"}}]}}"""),
        ("POST", "/api/runs/00000000000000000000000000/stages/a/judge", """{"decision":"continue","input":"a","comment":"b"}"""),
        ("POST", "/api/import/spinnaker", """{"name":"x","application":"y","parameterConfig":[{"name":"a"}],"triggers":[{"type":"cron","cronExpression":"0 0 9 ? * 2 *"}],"stages":[{"refId":"1","type":"wait","name":"w","waitTime":"${parameters.a}"}]}"""),
        ("POST", "/api/runs/00000000000000000000000000/cancel", """{"reason":"x"}"""),
        ("POST", "/api/runs/00000000000000000000000000/pause", """{"reason":"x"}"""),
        ("POST", "/api/runs/00000000000000000000000000/stages/a/skip", """{"remaining":"30s"}"""),
        ("POST", "/api/runs/00000000000000000000000000/stages/a/links", """{"subject":"ann","expiresIn":"3d"}"""),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hostile_names_and_values_are_refused_with_a_problem()
    {
        foreach (var place in Places)
        {
            foreach (var text in HostileTexts)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Admin.BaseAddress + place[1..].Replace("{0}", text, StringComparison.Ordinal), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
                using var response = await server.Admin.SendAsync(request, Cancellation);
                Assert.True((int)response.StatusCode < 500, $"GET {place} with {text}: {(int)response.StatusCode}");
            }
        }
    }

    [Theory]
    [InlineData("{\"name\":\"x\"")]
    [InlineData("{\"name\":\"\\ud800\"}")]
    [InlineData("{\"name\":\"a\\u0000b\"}")]
    [InlineData("{\"na\\ud800me\":\"x\"}")]
    [InlineData("[1e999999]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("\uFEFF{}")]
    public async Task Broken_JSON_is_refused_everywhere(string body)
    {
        foreach (var (method, path, _) in Bodies.Where(item => item.Path != "/api/pipelines/fuzz"))
        {
            using var response = await SendAsync(method, path, Encoding.UTF8.GetBytes(body));
            Assert.True((int)response.StatusCode < 500, $"{method} {path}: {(int)response.StatusCode}");
        }
    }

    [Fact]
    public async Task Deep_JSON_and_broken_UTF8_and_large_bodies_are_refused()
    {
        var deep = Encoding.UTF8.GetBytes($$"""{"parameters":{{string.Concat(Enumerable.Repeat("{\"a\":", 100_000))}}1""");
        await server.StartAsync("fuzz", Bodies.Single(item => item.Path == "/api/pipelines/fuzz").Valid);
        foreach (var (method, path, _) in Bodies.Where(item => !item.Path.StartsWith("/api/runs", StringComparison.Ordinal)))
        {
            await Expect.ProblemAsync(HttpStatusCode.BadRequest, await SendAsync(method, path, deep));
            await Expect.ProblemAsync(HttpStatusCode.BadRequest, await SendAsync(method, path, [.. "{\"name\":\""u8, 0xff, 0xfe, .. "\"}"u8]));
        }

        await Expect.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, await SendAsync("PUT", "/api/pipelines/fuzz", new byte[9 * 1024 * 1024]));
    }

    [Fact]
    public async Task Texts_inside_parameters_are_checked_before_anything_is_recorded()
    {
        await server.StartAsync("fuzz", Bodies.Single(item => item.Path == "/api/pipelines/fuzz").Valid);
        var problem = await Expect.ProblemAsync(HttpStatusCode.BadRequest, await SendAsync("POST", "/api/pipelines/fuzz/runs", "{\"parameters\":{\"a\":\"\\udc00\"}}"u8.ToArray()));
        Assert.Equal("parameters", (string)problem["errors"]![0]!["path"]!);
    }

    [Fact]
    public async Task A_parameter_that_was_given_twice_was_a_fault_of_the_server()
    {
        await server.StartAsync("fuzz", Bodies.Single(item => item.Path == "/api/pipelines/fuzz").Valid);
        foreach (var body in new[] { """{"parameters":{"a":"1","a":"2"}}""", """{"parameters":{"a":[{"x":1,"x":{}}]}}""" })
        {
            var problem = await Expect.ProblemAsync(HttpStatusCode.BadRequest, await SendAsync("POST", "/api/pipelines/fuzz/runs", Encoding.UTF8.GetBytes(body)));
            Assert.Equal("parameters", (string)problem["errors"]![0]!["path"]!);
        }
    }

    [Fact]
    public async Task Unknown_routes_methods_and_media_types_are_problems()
    {
        await Expect.ProblemAsync(HttpStatusCode.NotFound, await server.Nobody.GetAsync("/api/nothing/here", Cancellation));
        var method = await server.Admin.PatchAsync("/api/pipelines/x", null, Cancellation);
        Assert.Equal(["DELETE", "GET", "PUT"], method.Content.Headers.Allow.Order(StringComparer.Ordinal));
        await Expect.ProblemAsync(HttpStatusCode.MethodNotAllowed, method);
        using var text = new StringContent("{}", Encoding.UTF8, "text/plain");
        await Expect.ProblemAsync(HttpStatusCode.UnsupportedMediaType, await server.Admin.PostAsync("/api/tokens", text, Cancellation));
        var take = await Expect.ProblemAsync(HttpStatusCode.BadRequest, await server.Admin.GetAsync("/api/runs?take=many", Cancellation));
        Assert.Equal("take", (string)take["errors"]![0]!["path"]!);
    }

    [Fact]
    public async Task Fuzzed_bodies_never_bring_a_fault_of_the_server()
    {
        var cases = int.TryParse(Environment.GetEnvironmentVariable("PIPELINE_FUZZ_CASES"), out var wanted)
            ? wanted
            : Environment.GetEnvironmentVariable("CI") == "true" ? 12_000 : 400;
        var mutations = Gen.Choose(0, Bodies.Length - 1).SelectMany(
            index => Gen.Choose(0, int.MaxValue - 1).Select(seed => (Bodies[index], seed)));
        foreach (var ((method, path, valid), seed) in mutations.Sample(cases))
        {
            var body = Mutate(Encoding.UTF8.GetBytes(valid), new Random(seed));
            using var response = await SendAsync(method, path, body);
            Assert.True((int)response.StatusCode < 500, $"{method} {path} (seed {seed}): {(int)response.StatusCode} for {Encoding.Latin1.GetString(body)}");
        }
    }

    // What people and broken programs do to JSON: bytes changed, cut, doubled, and values of another kind in their place.
    private static byte[] Mutate(byte[] body, Random random)
    {
        var bytes = body.ToList();
        byte[][] pieces = ["null"u8.ToArray(), "-1e400"u8.ToArray(), "{}"u8.ToArray(), "[[]]"u8.ToArray(), "\"\\ud800\""u8.ToArray(), "\"\\u0000\""u8.ToArray(), "${secrets.x}"u8.ToArray(), "true"u8.ToArray()];
        for (var change = random.Next(1, 4); change > 0 && bytes.Count > 0; change--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 12), bytes.Count - at);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 3:
                    bytes.RemoveRange(at, length);
                    bytes.InsertRange(at, pieces[random.Next(pieces.Length)]);
                    break;
                default:
                    bytes.InsertRange(at, pieces[random.Next(pieces.Length)]);
                    break;
            }
        }

        return [.. bytes];
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path, byte[] body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");

        // The server need not read a body that it refuses; a client that asks first is told so.
        request.Headers.ExpectContinue = body.Length > 1024 * 1024;
        return await server.Admin.SendAsync(request, Cancellation);
    }
}

public sealed class EmbeddedHostileRequestTests(EmbeddedServer server) : HostileRequestTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedHostileRequestTests(HostedServer server) : HostileRequestTests(server), IClassFixture<HostedServer>;
