using System.CommandLine;
using System.Text.Json.Nodes;

namespace Pipeline.Functions.Commands;

/// <summary><c>-p key=value</c>, as often as there are parameters.</summary>
internal static class ParameterOption
{
    public static Option<string[]> Create(string description)
    {
        var parameters = new Option<string[]>("--parameter", "-p") { Description = description, HelpName = "key=value" };
        parameters.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
                result.AddError($"-p '{token.Value}' is not key=value.");
            foreach (var twice in result.Tokens.GroupBy(token => token.Value.Split('=')[0], StringComparer.Ordinal).Where(group => group.Count() > 1))
                result.AddError($"-p gives '{twice.Key}' twice.");
        });
        return parameters;
    }

    public static JsonObject Read(string[] assignments)
    {
        var parameters = new JsonObject();
        foreach (var assignment in assignments)
        {
            var equals = assignment.IndexOf('=', StringComparison.Ordinal);
            parameters[assignment[..equals]] = assignment[(equals + 1)..];
        }

        return parameters;
    }
}
