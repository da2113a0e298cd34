using System.Text.Json;
using System.Text.RegularExpressions;

namespace Pipeline.Functions.Endpoints.Problems;

/// <summary>Says what is wrong with a JSON body in its sender's terms: field, line and column instead of the names of our types.</summary>
internal static partial class JsonFault
{
    public static ProblemFault Describe(JsonException exception) => new()
    {
        Path = FieldOf(exception.Path),
        Message = MessageOf(exception.Message),
        Line = exception.LineNumber is { } line ? (int)Math.Min(line + 1, int.MaxValue) : null,
        Column = exception.BytePositionInLine is { } column ? (int)Math.Min(column + 1, int.MaxValue) : null,
    };

    private static string FieldOf(string? path) => path is null or "$" ? "" : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;

    private static string MessageOf(string message) => message switch
    {
        _ when MissingProperties().Match(message) is { Success: true } match => $"Required and missing: {match.Groups[1].Value.TrimEnd('.')}.",
        _ when UnmappedProperty().Match(message) is { Success: true } match => $"There is no field '{match.Groups[1].Value}' here.",
        _ when message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal) => "The value has the wrong type or is not one of the allowed values.",
        _ when DuplicateProperty().Match(message) is { Success: true } match => $"The field '{match.Groups[1].Value}' is given twice.",
        _ => WithoutPosition().Replace(message, ""),
    };

    [GeneratedRegex(@"missing required properties including: (.+?)(?: Path: .*)?$")]
    private static partial Regex MissingProperties();

    [GeneratedRegex("^The JSON property '(.*)' could not be mapped to any \\.NET member")]
    private static partial Regex UnmappedProperty();

    [GeneratedRegex("^Duplicate property '(.*)' encountered")]
    private static partial Regex DuplicateProperty();

    [GeneratedRegex(@" (?:Path: .*|LineNumber: .*)$", RegexOptions.Singleline)]
    private static partial Regex WithoutPosition();
}
