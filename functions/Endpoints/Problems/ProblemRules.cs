using System.Text.Json;
using Pipeline.Durable.FunctionsHost.Client;
using Pipeline.Functions.Endpoints.Runs;
using Pipeline.Functions.Settings.KeyVault;
using Pipeline.Stages.Artifacts;
using Pipeline.Stages.Runs;
using Pipeline.Storage;

namespace Pipeline.Functions.Endpoints.Problems;

/// <summary>Which problem an exception is to the client. What is not known here is a fault of ours and tells nothing of the inside.</summary>
internal static class ProblemRules
{
    public static ProblemException For(Exception exception) => exception switch
    {
        ProblemException problem => problem,
        BadHttpRequestException bad => ForRequest(bad),
        JsonException json => ForJson(json),
        RunException run => ForRun(run),
        RowChangedException or RowNotFoundException or BlobChangedException or RowAlreadyExistsException or BlobAlreadyExistsException => new ProblemException(
            StatusCodes.Status409Conflict,
            ProblemCode.Conflict,
            "The present state does not allow this",
            "Somebody changed the same thing at the same moment. Read it again and repeat the request.",
            exception),
        OperationCanceledException => new ProblemException(
            StatusCodes.Status503ServiceUnavailable,
            ProblemCode.Unavailable,
            "The server cannot answer now",
            "The server is stopping. Repeat the request in a moment.",
            exception),
        TaskHubUnavailableException => new ProblemException(
            StatusCodes.Status503ServiceUnavailable,
            ProblemCode.Unavailable,
            "The server cannot answer now",
            "The Functions host does not answer for Durable Functions; it is starting, or restarting. Repeat the request in a moment.",
            exception),
        KeyVaultException => new ProblemException(
            StatusCodes.Status503ServiceUnavailable,
            ProblemCode.Unavailable,
            "The server cannot answer now",
            "Key Vault, which has the key of the server's secrets, refused or gave no answer; the server's log has the cause under the trace id. Repeat the request in a moment.",
            exception),
        StorageException => new ProblemException(
            StatusCodes.Status503ServiceUnavailable,
            ProblemCode.Unavailable,
            "The server cannot answer now",
            "The server's storage refused or gave no answer; the server's log has the cause under the trace id. Repeat the request in a moment.",
            exception),
        _ => new ProblemException(
            StatusCodes.Status500InternalServerError,
            ProblemCode.Internal,
            "The server failed",
            "A fault of the server, not of the request. Its log has the cause under the trace id.",
            exception),
    };

    private static ProblemException ForRun(RunException exception) => exception switch
    {
        RunNotFoundException or StageNotFoundException => ProblemException.NotFound(exception.Message),
        DecisionForbiddenException => ProblemException.Forbidden(exception.Message),
        InvalidCommandException command => ProblemException.InvalidField(command.Field, command.Message),
        ArtifactsRefusedException refused => ArtifactFields.Refused(refused.Faults),
        RunConflictException { Decision: { } first } => new ProblemException(
            StatusCodes.Status409Conflict, ProblemCode.AlreadyDecided, "It is decided already", exception.Message)
        {
            Decision = new ProblemDecision(first.Verdict.ToString().ToLowerInvariant(), first.By, first.At, first.Input),
        },
        _ => ProblemException.Conflict(exception.Message),
    };

    private static ProblemException ForJson(JsonException json)
    {
        var fault = JsonFault.Describe(json);
        var place = (fault.Path, fault.Line) switch
        {
            ("", null) => "",
            ("", _) => $" at line {fault.Line}, column {fault.Column}",
            (_, null) => $" at '{fault.Path}'",
            _ => $" at '{fault.Path}' (line {fault.Line}, column {fault.Column})",
        };
        return new ProblemException(
            StatusCodes.Status400BadRequest,
            ProblemCode.InvalidRequest,
            "The request is not valid",
            $"The JSON body is wrong{place}: {fault.Message}",
            json)
        {
            Errors = [fault],
        };
    }

    private static ProblemException ForRequest(BadHttpRequestException bad) => bad.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => new ProblemException(
            bad.StatusCode, ProblemCode.TooLarge, "The body is too large", "The body is larger than the server takes (8 MiB).", bad),
        StatusCodes.Status415UnsupportedMediaType => BareStatus.UnsupportedMediaType("application/json"),
        StatusCodes.Status408RequestTimeout => new ProblemException(
            bad.StatusCode, ProblemCode.InvalidRequest, "The request came too slowly", "The body did not arrive in time.", bad),
        _ when bad.InnerException is JsonException json => ForJson(json),
        _ when bad.Message.StartsWith("Implicit body", StringComparison.Ordinal) => ProblemException.Invalid("The request needs a JSON body that is not null.", bad),
        _ => ProblemException.Invalid(bad.Message, bad),
    };
}
