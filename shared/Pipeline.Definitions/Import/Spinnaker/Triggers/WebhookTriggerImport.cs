using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Import.Spinnaker.Triggers;

/// <summary>Calls of a hook. A constraint is found anywhere in a value there and matches the whole of it here, which is written out.</summary>
internal static class WebhookTriggerImport
{
    private const string Anything = @"[\s\S]*";

    public static JsonObject Read(SpinnakerObject trigger, IReadOnlySet<string> parameters)
    {
        var fields = new JsonObject { ["type"] = "webhook", ["source"] = TriggerImport.Slug(trigger, "source", "source") };
        if (Constraints(trigger) is { Count: > 0 } constraints)
            fields["constraints"] = constraints;

        if (parameters.Count > 0)
        {
            var name = parameters.First();
            trigger.Report.Miss(
                trigger.Path,
                "that the values in the payload's 'parameters' become the run's parameters",
                "a trigger says which parameters it gives",
                $"Add parameters: {{ {name}: \"${{trigger.payload.parameters.{name}}}\" }} to the trigger, for each that the sender gives.");
        }

        trigger.Miss("secret", "the secret of the hook", "a secret is no part of a document", "Put it into the settings of the hook's source.");
        return fields;
    }

    /// <summary>A pattern that matches the whole of each value in which this one is found.</summary>
    public static string ToWhole(string pattern)
    {
        // Parts of an alternative have their own ends; only a pattern of one part can be cut.
        if (pattern.Contains('|', StringComparison.Ordinal))
            return $"{Anything}(?:{pattern}){Anything}";

        var isAtStart = pattern.StartsWith('^');
        var isAtEnd = pattern.EndsWith('$') && !pattern.EndsWith(@"\$", StringComparison.Ordinal);
        var inner = pattern[(isAtStart ? 1 : 0)..(isAtEnd && pattern.Length > 1 ? ^1 : ^0)];
        return $"{(isAtStart ? "" : Anything)}{inner}{(isAtEnd ? "" : Anything)}";
    }

    private static JsonObject Constraints(SpinnakerObject trigger)
    {
        var constraints = new JsonObject();
        if (trigger.Map("payloadConstraints") is not { } given)
            return constraints;

        foreach (var path in given.Unread)
        {
            if (given.Text(path) is { } pattern)
                constraints[path] = ToWhole(pattern);
            else if (given.HasRead(path))
                trigger.Report.Miss(given.PathOf(path), "a constraint without a pattern", "it says nothing of the value", "Write a regular expression, or leave it out.");
        }

        return constraints;
    }
}
