using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Pipeline.Functions.Hosting;

/// <summary>The address under which people reach the server. Links are made of it and never of a request's Host header, which anybody can write.</summary>
internal sealed class PublicAddress(ServerOptions options, IServer server)
{
    /// <summary>The whole address of a path of this server.</summary>
    public string Of(string path) => Base().TrimEnd('/') + path;

    private string Base() => options.PublicUrl?.AbsoluteUri
        ?? server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
        ?? options.Urls[0];
}
