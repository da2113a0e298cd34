using Pipeline.Connectors.Http;

namespace Pipeline.Connectors.Helm.Repositories;

/// <summary>Calls of chart repositories, whose failures say whether trying again is of use.</summary>
internal static class RepositoryCalls
{
    /// <summary>Makes one.</summary>
    /// <exception cref="HelmException">There is no answer.</exception>
    public static async Task<OutboundResponse> SendAsync(OutboundHttp http, OutboundRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        catch (AddressRefusedException exception)
        {
            throw new HelmException(HelmFailure.Refused, exception.Message, exception);
        }
        catch (OutboundCallException exception)
        {
            throw new HelmException(exception.Failure is OutboundFailure.NotTrusted ? HelmFailure.Refused : HelmFailure.Unreachable, exception.Message, exception);
        }
    }
}
