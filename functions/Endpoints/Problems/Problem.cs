using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pipeline.Definitions.Templates;

namespace Pipeline.Functions.Endpoints.Problems;

/// <summary>Why a request was refused, as RFC 9457 has it (<c>application/problem+json</c>).</summary>
public sealed record Problem
{
    /// <summary>A stable word for programs: <c>urn:pipeline:problem:</c> and one of <see cref="ProblemCode"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The kind of problem, the same for every occurrence.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status code.</summary>
    public required int Status { get; init; }

    /// <summary>What is wrong with this very request, and what to do about it.</summary>
    public string? Detail { get; init; }

    /// <summary>The path that was asked for.</summary>
    public string? Instance { get; init; }

    /// <summary>Finds the request in the server's log.</summary>
    public string? TraceId { get; init; }

    /// <summary>Every single fault, each with its place; left out when <see cref="Detail"/> says all.</summary>
    public IReadOnlyList<ProblemFault>? Errors { get; init; }

    /// <summary>For a decision that came too late: the decision that stands.</summary>
    public ProblemDecision? Decision { get; init; }
}

/// <summary>One fault of a request.</summary>
public sealed record ProblemFault
{
    /// <summary>The field, for example <c>spec.stages[2].with.url</c> or <c>take</c>; empty for the whole.</summary>
    public required string Path { get; init; }

    /// <summary>What is wrong and how to put it right.</summary>
    public required string Message { get; init; }

    /// <summary>A stable word for the kind of fault.</summary>
    public string? Code { get; init; }

    /// <summary>The line in the body, counted from 1.</summary>
    public int? Line { get; init; }

    /// <summary>The character in the line, counted from 1.</summary>
    public int? Column { get; init; }

    /// <summary>What was probably meant, ready to be put in its place.</summary>
    public string? Suggestion { get; init; }

    /// <summary>Where the fault is in the template, when the document is an instance of one and the fault is not its own.</summary>
    public TemplateFaultPlace? Template { get; init; }
}

/// <summary>A decision that stands already.</summary>
/// <param name="Decision"><c>continue</c>, <c>stop</c> or <c>timeout</c>.</param>
/// <param name="DecidedBy">Who decided.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="Input">The option that was chosen, if any.</param>
public sealed record ProblemDecision(string Decision, string DecidedBy, DateTimeOffset DecidedAt, string? Input);

/// <summary>How problems are written.</summary>
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext
{
    /// <summary>Letters of every language as they are: a problem is never put into HTML unescaped.</summary>
    public static ProblemJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
