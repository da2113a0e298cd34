using System.Text.Json.Nodes;
using Pipeline.Definitions.JsonPaths;
using Pipeline.Definitions.Parameters;
using Pipeline.Definitions.Schedules;
using Pipeline.Definitions.Triggers;

namespace Pipeline.Definitions.Documents;

/// <summary>Reads what starts runs of a pipeline by itself.</summary>
internal sealed class TriggerReader(ExpressionFaults expressions, IReadOnlyList<ParameterDefinition> parameters, FaultList faults)
{
    /// <summary>Polls that are closer together would be refused by the servers that are asked.</summary>
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromSeconds(10);

    public IReadOnlyList<TriggerDefinition> ReadAll(FieldReader spec, string name)
    {
        var triggers = new List<TriggerDefinition>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (item, index) in spec.List(name, DocumentLimits.Triggers).Select((item, index) => (item, index)))
        {
            var path = DocumentPath.Item(spec.PathOf(name), index);
            if (item is not DocumentMapping mapping)
            {
                DocumentFaults.WrongType(faults, path, item, "a map with the field type");
                continue;
            }

            var fields = new FieldReader(mapping, path, faults);
            if (Read(fields, index) is not { } trigger)
                continue;
            fields.RefuseOthers();
            if (!lines.TryAdd(trigger.Id, mapping.Place.Line))
                faults.Add($"{path}.id", (mapping["id"] ?? mapping).Place, DefinitionFaultCode.Duplicate, $"A trigger '{trigger.Id}' stands on line {lines[trigger.Id]} already.");
            triggers.Add(trigger);
        }

        return triggers;
    }

    private TriggerDefinition? Read(FieldReader fields, int index)
    {
        var type = fields.Text("type", required: true);
        if (type is null)
            return null;

        var id = Id(fields) ?? $"{type}-{index + 1}";
        var disabled = fields.Boolean("disabled");
        var values = Parameters(fields);
        switch (type)
        {
            case GitTrigger.TypeName:
                return new GitTrigger
                {
                    Id = id,
                    Disabled = disabled,
                    Parameters = values,
                    Source = Slug(fields, "source"),
                    Repository = fields.Name("repository")?.Text ?? "",
                    Events = Words(fields, "events", Choices.GitEvents),
                    Branches = Patterns(fields, "branches"),
                    Tags = Patterns(fields, "tags"),
                    Paths = Texts(fields, "paths"),
                    Forks = fields.Boolean("forks"),
                    Poll = Poll(fields),
                    Definition = DefinitionFile(fields),
                };
            case ImageTrigger.TypeName:
                return new ImageTrigger
                {
                    Id = id,
                    Disabled = disabled,
                    Parameters = values,
                    Registry = Slug(fields, "registry"),
                    Image = fields.Name("image")?.Text ?? "",
                    Tag = Pattern(fields, "tag"),
                };
            case PipelineTrigger.TypeName:
                return new PipelineTrigger
                {
                    Id = id,
                    Disabled = disabled,
                    Parameters = values,
                    Pipeline = Slug(fields, "pipeline"),
                    Statuses = Words(fields, "statuses", Choices.EndStatuses),
                };
            case ScheduleTrigger.TypeName:
                return Schedule(fields, id, disabled, values);
            case WebhookTrigger.TypeName:
                return new WebhookTrigger { Id = id, Disabled = disabled, Parameters = values, Source = Slug(fields, "source"), Constraints = Constraints(fields) };
            default:
                faults.Add(
                    fields.PathOf("type"),
                    fields.Mapping["type"]!.Place,
                    DefinitionFaultCode.InvalidValue,
                    $"'{DocumentFaults.Shorten(type)}' is not one of: {string.Join(", ", Choices.TriggerTypes)}.",
                    faults.Nearest(type, Choices.TriggerTypes));
                return null;
        }
    }

    private ScheduleTrigger? Schedule(FieldReader fields, string id, bool disabled, JsonObject values)
    {
        var cron = fields.Text("cron", required: true);
        var zone = fields.Text("zone");
        var missed = fields.Text("missed");
        var missedFor = fields.Text("missedFor");
        IReadOnlyList<FieldFault> found = [];
        CronSchedule? schedule = null;
        if (cron is not null && !CronSchedule.TryParse(cron, zone, out schedule, out found))
            Add(fields, found);
        if (!MissedRunPolicy.TryParse(missed, missedFor, out var policy, out found))
            Add(fields, found);
        return schedule is null || policy is null
            ? null
            : new ScheduleTrigger { Id = id, Disabled = disabled, Parameters = values, Schedule = schedule, Missed = policy };
    }

    private void Add(FieldReader fields, IReadOnlyList<FieldFault> found)
    {
        foreach (var fault in found)
            faults.Add(fields.PathOf(fault.Field), (fields.Mapping[fault.Field] ?? fields.Mapping).Place, fault.Code, fault.Message, fault.Suggestion);
    }

    private string? Id(FieldReader fields)
    {
        var id = fields.Text("id");
        if (id is not null && !NamingRules.IsStageId(id))
            faults.Add(fields.PathOf("id"), fields.Mapping["id"]!.Place, DefinitionFaultCode.InvalidName, $"'{DocumentFaults.Shorten(id)}' is no trigger id: use {NamingRules.StageIdRule}.");
        return id;
    }

    private JsonObject Parameters(FieldReader fields)
    {
        if (fields.Map("parameters") is not { } map)
            return [];

        expressions.Check(map.Mapping, fields.PathOf("parameters"));
        var names = parameters.Select(parameter => parameter.Name).ToArray();
        foreach (var field in map.Mapping.Fields.Where(field => !names.Contains(field.Name)))
            DocumentFaults.UnknownField(faults, fields.PathOf("parameters"), field, names);
        return (JsonObject)map.Mapping.ToJson()!;
    }

    private string Slug(FieldReader fields, string name)
    {
        var text = fields.Text(name, required: true);
        if (text is not null && !NamingRules.IsSlug(text))
            faults.Add(fields.PathOf(name), fields.Mapping[name]!.Place, DefinitionFaultCode.InvalidName, $"'{DocumentFaults.Shorten(text)}' is no name: use {NamingRules.SlugRule}.", NamingRules.ToSlug(text));
        return text ?? "";
    }

    private TimeSpan? Poll(FieldReader fields)
    {
        var poll = fields.Duration("poll");
        if (poll < ShortestPoll)
            faults.Add(fields.PathOf("poll"), fields.Mapping["poll"]!.Place, DefinitionFaultCode.InvalidValue, "Write at least 10s; leave the field out where the server's hooks come.");
        if (poll is not null && fields.Mapping["events"] is DocumentSequence events && events.Items.Any(item => item is DocumentScalar { Text: "pull-request" }))
            faults.Add(fields.PathOf("poll"), fields.Mapping["poll"]!.Place, DefinitionFaultCode.InvalidValue, "Pull requests cannot be asked for, they come by hooks only: leave the field out, or 'pull-request' out of events.");
        return poll;
    }

    private string? DefinitionFile(FieldReader fields)
    {
        var file = fields.Text("definition");
        if (file is not null && (file.Length == 0 || file.StartsWith('/') || file.Split('/').Contains("..") || !(file.EndsWith(".yaml", StringComparison.Ordinal) || file.EndsWith(".yml", StringComparison.Ordinal) || file.EndsWith(".json", StringComparison.Ordinal))))
            faults.Add(fields.PathOf("definition"), fields.Mapping["definition"]!.Place, DefinitionFaultCode.InvalidValue, "Write a path within the repository that ends in .yaml, .yml or .json, for example .pipeline/deploy.yaml.");
        return file;
    }

    private List<string> Texts(FieldReader fields, string name)
    {
        var texts = new List<string>();
        foreach (var (item, index) in fields.List(name, DocumentLimits.Patterns).Select((item, index) => (item, index)))
        {
            if (item is DocumentScalar { Kind: ScalarKind.Text, Text.Length: > 0 } scalar)
                texts.Add(scalar.Text);
            else
                DocumentFaults.WrongType(faults, DocumentPath.Item(fields.PathOf(name), index), item, "a text that is not empty");
        }

        return texts;
    }

    private List<string> Patterns(FieldReader fields, string name)
    {
        var patterns = Texts(fields, name);
        foreach (var (item, index) in fields.Mapping[name] is DocumentSequence list ? list.Items.Select((item, index) => (item, index)) : [])
            CheckPattern(item, DocumentPath.Item(fields.PathOf(name), index));
        return patterns;
    }

    private string? Pattern(FieldReader fields, string name)
    {
        var pattern = fields.Text(name);
        if (pattern is not null)
            CheckPattern(fields.Mapping[name]!, fields.PathOf(name));
        return pattern;
    }

    private void CheckPattern(DocumentNode node, string path)
    {
        if (node is DocumentScalar { Kind: ScalarKind.Text } scalar && ParameterPattern.FaultOf(scalar.Text) is { } fault)
            faults.Add(path, node.Place, DefinitionFaultCode.InvalidPattern, fault);
    }

    private Dictionary<string, string> Constraints(FieldReader fields)
    {
        var constraints = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in fields.Map("constraints")?.Mapping.Fields ?? [])
        {
            var path = DocumentPath.Field(fields.PathOf("constraints"), field.Name);
            if (JsonPath.FaultOf(field.Name) is { } fault)
                faults.Add(path, field.Value.Place, DefinitionFaultCode.InvalidValue, $"'{DocumentFaults.Shorten(field.Name)}' {fault}.");
            if (field.Value is DocumentScalar { Kind: ScalarKind.Text } scalar)
                constraints[field.Name] = scalar.Text;
            else
                DocumentFaults.WrongType(faults, path, field.Value, "a regular expression, a text");
            CheckPattern(field.Value, path);
        }

        return constraints;
    }

    private List<T> Words<T>(FieldReader fields, string name, IReadOnlyDictionary<string, T> choices)
        where T : struct
    {
        var chosen = new List<T>();
        foreach (var (item, index) in fields.List(name, choices.Count).Select((item, index) => (item, index)))
        {
            if (item is DocumentScalar { Kind: ScalarKind.Text } scalar && choices.TryGetValue(scalar.Text, out var choice))
                chosen.Add(choice);
            else
                faults.Add(DocumentPath.Item(fields.PathOf(name), index), item.Place, DefinitionFaultCode.InvalidValue, $"This is not one of: {string.Join(", ", choices.Keys)}.", item is DocumentScalar { Kind: ScalarKind.Text } word ? faults.Nearest(word.Text, choices.Keys) : null);
        }

        return chosen;
    }
}
