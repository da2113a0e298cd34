using System.CommandLine;
using System.Text.Json.Nodes;

namespace Pipeline.Functions.Commands;

/// <summary><c>pipeline token create NAME [--subject WHO] [--expires 30d]</c>: issues a personal access token and prints it, this once.</summary>
internal static class TokenCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "What the token is for." };
        var subject = new Option<string?>("--subject") { Description = "Whose token it is; yours when left out (only administrators issue others')." };
        var expires = new Option<string?>("--expires") { Description = "How long it works, for example 30d." };
        var create = new Command("create", "Issue a personal access token.") { name, subject, expires }.WithServer(async (api, parsed, cancellationToken) =>
        {
            var body = new JsonObject { ["name"] = parsed.GetRequiredValue(name) };
            if (parsed.GetValue(subject) is { } who)
                body["subject"] = who;
            if (parsed.GetValue(expires) is { } duration)
                body["expiresIn"] = duration;
            var issued = await api.SendAsync(HttpMethod.Post, "/api/tokens", body, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(RunText.Text(issued["token"]));
            return 0;
        });
        return new Command("token", "Personal access tokens.") { create };
    }
}
