using System.Net.Mime;
using Microsoft.Net.Http.Headers;
using Pipeline.Definitions.Documents;
using Pipeline.Functions.Endpoints.Problems;

namespace Pipeline.Functions.Endpoints.Pipelines;

/// <summary>Which notation a request sends (Content-Type) or wants (Accept).</summary>
internal static class DocumentFormats
{
    /// <summary>RFC 9512's media type.</summary>
    public const string Yaml = "application/yaml";

    private static readonly string[] YamlTypes = [Yaml, "application/x-yaml", "text/yaml", "text/x-yaml"];

    /// <summary>The notation of a body.</summary>
    /// <exception cref="ProblemException">415.</exception>
    public static DocumentFormat OfBody(string? contentType)
    {
        if (MediaTypeHeaderValue.TryParse(contentType, out var type) && (!type.Charset.HasValue || type.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            if (YamlTypes.Any(yaml => type.MediaType.Equals(yaml, StringComparison.OrdinalIgnoreCase)))
                return DocumentFormat.Yaml;
            if (type.MediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase))
                return DocumentFormat.Json;
        }

        throw BareStatus.UnsupportedMediaType($"{Yaml}' or '{MediaTypeNames.Application.Json}");
    }

    /// <summary>The notation that a client likes best; the document's own when it likes both the same.</summary>
    /// <exception cref="ProblemException">406: it takes neither.</exception>
    public static DocumentFormat Wanted(HttpRequest request, DocumentFormat own)
    {
        var accepted = MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var list) && list.Count > 0 ? list : [new MediaTypeHeaderValue("*/*")];
        var yaml = YamlTypes.Max(type => QualityOf(type, accepted));
        var json = QualityOf(MediaTypeNames.Application.Json, accepted);
        if (yaml <= 0 && json <= 0)
        {
            throw new ProblemException(
                StatusCodes.Status406NotAcceptable,
                ProblemCode.NotAcceptable,
                "Not to be had in that form",
                $"A pipeline can be had as {Yaml} and {MediaTypeNames.Application.Json}.");
        }

        return yaml == json ? own : yaml > json ? DocumentFormat.Yaml : DocumentFormat.Json;
    }

    /// <summary>What a document is sent as.</summary>
    public static string MediaTypeOf(DocumentFormat format) => format == DocumentFormat.Yaml ? Yaml : MediaTypeNames.Application.Json;

    // The most specific range that covers a type decides (RFC 9110, 12.5.1).
    private static double QualityOf(string type, IEnumerable<MediaTypeHeaderValue> accepted)
    {
        var offered = new MediaTypeHeaderValue(type);
        var best = accepted.Where(range => offered.IsSubsetOf(range)).OrderBy(range => range.MatchesAllTypes ? 2 : range.MatchesAllSubTypes ? 1 : 0).FirstOrDefault();
        return best is null ? 0 : best.Quality ?? 1;
    }
}
