using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Schedules;

/// <summary>Reads the text of a cron schedule and finds everything that is wrong with it.</summary>
internal static class CronText
{
    private const int Longest = 512;

    private static readonly string[] Macros = ["@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually", "@every_minute", "@every_second"];

    /// <summary>The canonical text: one space between fields, names in capitals, macros in lower case. Not to be used when there are faults.</summary>
    public static string Read(string text, List<FieldFault> faults)
    {
        var fields = text.Length <= Longest ? text.ToUpperInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) : [];
        if (text.Length > Longest)
            Add(faults, $"A schedule has at most {Longest} characters.");
        else if (fields is [['@', ..], ..])
            return Macro(string.Join(' ', fields).ToLowerInvariant(), faults);
        else if (fields is [['C', 'R', 'O', 'N', '_', 'T', 'Z', '=', ..] or ['T', 'Z', '=', ..], ..])
            Add(faults, "The time zone has a field of its own, 'zone'; take it out of the schedule.");
        else if (fields.Length is 5 or 6)
            CheckEach(fields, faults);
        else
            Add(faults, WrongCount(text, fields.Length));
        return string.Join(' ', fields);
    }

    private static string Macro(string name, List<FieldFault> faults)
    {
        if (!Macros.Contains(name))
            Add(faults, $"There is no '{DocumentFaults.Shorten(name)}'; write one of {string.Join(", ", Macros)}, or the fields, for example '0 3 * * MON-FRI'.", NearestName.Find(name, Macros));
        return name;
    }

    private static void CheckEach(string[] fields, List<FieldFault> faults)
    {
        foreach (var (field, text) in CronField.All.Skip(CronField.All.Count - fields.Length).Zip(fields))
        {
            if (field.FaultOf(text) is { } fault)
                Add(faults, fault);
        }
    }

    private static string WrongCount(string text, int count)
    {
        var has = count == 0 ? "The schedule is empty" : $"'{DocumentFaults.Shorten(text.Trim())}' has {count} field{(count == 1 ? "" : "s")}";
        var year = count == 7 ? " There is no field for the year." : "";
        return $"{has}; write 5 (minute, hour, day of month, month, day of week), or 6 with the second first, for example '0 3 * * MON-FRI'.{year}";
    }

    private static void Add(List<FieldFault> faults, string message, string? suggestion = null) =>
        faults.Add(new("cron", DefinitionFaultCode.InvalidValue, message, suggestion));
}
