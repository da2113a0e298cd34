using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Import.Spinnaker;
using Pipeline.Functions.Access;
using Pipeline.Functions.Endpoints.OpenApi;
using Pipeline.Functions.Endpoints.Pipelines;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Stages.Catalog;

namespace Pipeline.Functions.Endpoints.Import;

/// <summary>Makes documents of Spinnaker's pipelines. It stores nothing: the sender looks at what is missing and PUTs the document.</summary>
internal static class SpinnakerImportEndpoint
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void MapSpinnakerImport(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/import/spinnaker", ConvertAsync)
            .Requires(Permission.Identity, AccessScope.Anywhere)
            .WithName("importSpinnakerPipeline").WithTags("Import")
            .WithSummary("A pipeline document made of a Spinnaker pipeline's JSON, with all that could not be taken over. Nothing is stored. ?name= and ?application= say what it is to be called.")
            .ReadsBody(MediaTypeNames.Application.Json)
            .ProducesProblems(400, 413, 415);

    private static async Task<Ok<SpinnakerImportAnswer>> ConvertAsync(
        HttpContext context, CancellationToken cancellationToken, string? name = null, string? application = null)
    {
        if (DocumentFormats.OfBody(context.Request.ContentType) is not DocumentFormat.Json)
            throw BareStatus.UnsupportedMediaType(MediaTypeNames.Application.Json);

        var names = new ImportNames(name is null ? null : Field.Application("name", name), application is null ? null : Field.Application("application", application));
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, cancellationToken);
        return TypedResults.Ok(SpinnakerImportAnswer.Of(Convert(body.ToArray(), names)));
    }

    private static ImportedPipeline Convert(byte[] bytes, ImportNames names)
    {
        try
        {
            return SpinnakerImport.Convert(Utf8.GetString(bytes), StageTypeSchemas.All, names);
        }
        catch (DecoderFallbackException exception)
        {
            throw ProblemException.Invalid($"The body is not UTF-8: byte {exception.Index} is not part of a character. Save it as UTF-8.");
        }
        catch (SpinnakerImportException exception)
        {
            throw exception.Field.Length == 0 ? ProblemException.Invalid(exception.Message) : ProblemException.InvalidField(exception.Field, exception.Message);
        }
    }
}
