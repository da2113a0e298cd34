using System.Globalization;
using System.Text.Json.Nodes;

namespace Pipeline.Simulators.GitHub;

/// <summary>GitHub's refusals.</summary>
internal static class GitHubErrors
{
    /// <summary>Of what is not there, or not shown.</summary>
    public static (int Status, JsonNode Body) NotFound => Of(404, "Not Found");

    /// <summary>A refusal with a message.</summary>
    public static (int Status, JsonNode Body) Of(int status, string message) => (status, new JsonObject
    {
        ["message"] = message,
        ["documentation_url"] = "https://docs.github.com/rest",
        ["status"] = status.ToString(CultureInfo.InvariantCulture),
    });
}
