using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Durations;
using Pipeline.Definitions.Import.Spinnaker.Expressions;

namespace Pipeline.Definitions.Import.Spinnaker.Stages;

/// <summary>A stage of the input whose type's own fields are to be converted.</summary>
/// <param name="Fields">Its fields.</param>
/// <param name="Expressions">Converts its expressions.</param>
/// <param name="OnFailure">What its failure means.</param>
internal sealed record StageSource(SpinnakerObject Fields, ExpressionImport Expressions, FailurePolicy OnFailure)
{
    public ImportReport Report => Fields.Report;

    /// <summary>A value with its expressions converted; null when it is left out.</summary>
    public JsonNode? Value(string name) => Expressions.Convert(Fields.Take(name), Fields.PathOf(name));

    /// <summary>A text with its expressions converted; null when it is left out or blank.</summary>
    public string? Text(string name) => Fields.TextIfAny(name) is { } text ? Expressions.Convert(text, Fields.PathOf(name)) : null;

    /// <summary>A number of seconds as a duration; null when it is left out.</summary>
    public string? Seconds(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (text.Contains("${", StringComparison.Ordinal))
            return $"{text}s";

        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds >= 0 && seconds <= (decimal)Duration.Longest.TotalSeconds)
            return Duration.Format(TimeSpan.FromMilliseconds((double)decimal.Truncate(seconds * 1000)));

        Report.Miss(Fields.PathOf(name), $"'{Documents.DocumentFaults.Shorten(text)}' as a number of seconds", "it is no such number", "Write a duration, for example 30s.");
        return null;
    }

    /// <summary>Converts a text and puts it into a stage's inputs, unless it is blank.</summary>
    public void CopyText(JsonObject with, string name, string? to = null)
    {
        if (Text(name) is { } text)
            with[to ?? name] = text;
    }

    /// <summary>Converts a value of whatever type and puts it into a stage's inputs, unless it says nothing.</summary>
    public void CopyValue(JsonObject with, string name, string? to = null)
    {
        if (Fields.Says(name))
            with[to ?? name] = Value(name);
        else
            Fields.Ignore(name);
    }

    /// <summary>Puts a boolean that is not its default, or an expression in its place, into a stage's inputs.</summary>
    public void CopySwitch(JsonObject with, string name, string? to = null, bool @default = false)
    {
        if (Fields.Boolean(name) is { } value)
        {
            if (value != @default)
                with[to ?? name] = value;
        }
        else if (Fields.HoldsExpression(name))
        {
            CopyText(with, name, to);
        }
    }
}
