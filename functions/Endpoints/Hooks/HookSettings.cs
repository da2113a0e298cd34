using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Settings;
using Pipeline.Stages.Settings;

namespace Pipeline.Functions.Endpoints.Hooks;

/// <summary>Finds the settings that hooks come by.</summary>
internal sealed class HookSettings(SettingStore settings)
{
    /// <summary>A setting with its secrets, and the only application that it is for.</summary>
    /// <exception cref="ProblemException">404: there is none; 503: its secrets cannot be read.</exception>
    public async ValueTask<(T Setting, string? Application)> FindAsync<T>(SettingKind kind, string name, CancellationToken cancellationToken)
        where T : class
    {
        var setting = await settings.FindAsync(kind.Name, name, cancellationToken)
            ?? throw ProblemException.NotFound($"There is no {kind.Title} '{name}' whose hooks could come here.");
        try
        {
            return (settings.Open(setting).Deserialize((JsonTypeInfo<T>)kind.Input)!, setting.Application);
        }
        catch (CryptographicException exception)
        {
            throw new ProblemException(
                StatusCodes.Status503ServiceUnavailable,
                ProblemCode.Unavailable,
                "The server cannot answer now",
                $"The secret of {kind.Name}/{name} cannot be read, for the key that encrypted it is gone. An editor has to send it anew.",
                exception);
        }
    }

    /// <exception cref="ProblemException">403: hooks are not to come by this setting.</exception>
    public static string SecretOf(string? secret, SettingKind kind, string name) => secret
        ?? throw ProblemException.Forbidden($"{kind.Name}/{name} has no webhookSecret, so that nobody can tell its hooks from anybody's. Set it here and at the sender.");

    /// <exception cref="ProblemException">401.</exception>
    public static void Demand(bool isAuthentic, string expected)
    {
        if (!isAuthentic)
            throw ProblemException.Unauthenticated($"The call does not prove that it comes from whoever knows the secret: {expected}.");
    }
}
