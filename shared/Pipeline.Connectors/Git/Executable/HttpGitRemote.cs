using System.Net;
using Pipeline.Connectors.Http;

namespace Pipeline.Connectors.Git.Executable;

/// <summary>A repository on a git server, and how it is reached.</summary>
/// <param name="Url">Its address.</param>
/// <param name="Credential">Who signs in; null: nobody.</param>
/// <param name="Http">The rules of outgoing calls.</param>
/// <param name="Options">What reading it may cost.</param>
/// <param name="Time">Measures the timeouts.</param>
internal sealed record HttpGitRemote(Uri Url, NetworkCredential? Credential, OutboundHttp Http, HttpGitOptions Options, TimeProvider Time);
