using System.Collections.Concurrent;

namespace Pipeline.Simulators.Kubernetes;

/// <summary>Who is let in, by token, and what they may do.</summary>
public sealed class SimulatedUsers
{
    /// <summary>The token of the user who may do everything.</summary>
    public const string AdministratorToken = "administrator-of-the-simulator";

    private readonly ConcurrentDictionary<string, SimulatedUser> _users = new(StringComparer.Ordinal)
    {
        [AdministratorToken] = new("administrator", static _ => true),
    };

    /// <summary>Lets somebody in.</summary>
    /// <param name="token">The bearer token.</param>
    /// <param name="user">Who it is.</param>
    public void Add(string token, SimulatedUser user) => _users[token] = user;

    /// <summary>Lets nobody in by this token any more.</summary>
    public void Expire(string token) => _users.TryRemove(token, out _);

    /// <summary>
    /// Whether a call without a token is the administrator's, as at a server's insecure port: command line tools send no token without TLS.
    /// </summary>
    public bool AllowsAnonymous { get; set; } = true;

    internal SimulatedUser? Find(string authorization) => authorization.Length == 0
        ? AllowsAnonymous ? _users[AdministratorToken] : null
        : _users.GetValueOrDefault(authorization.Split(' ', 2)[^1]);
}

/// <summary>Somebody who is let in.</summary>
/// <param name="Name">The name.</param>
/// <param name="MayDo">Whether an access is allowed.</param>
public sealed record SimulatedUser(string Name, Func<SimulatedAccess, bool> MayDo);

/// <summary>What somebody wants to do.</summary>
/// <param name="Verb">For example <c>patch</c>.</param>
/// <param name="Group">The group, empty for the core.</param>
/// <param name="Resource">The plural, with <c>/scale</c> and the like for subresources.</param>
/// <param name="Namespace">The namespace; empty: all, or none.</param>
public sealed record SimulatedAccess(string Verb, string Group, string Resource, string Namespace)
{
    /// <summary>Whether nothing is changed.</summary>
    public bool IsReading => Verb is "get" or "list" or "watch";
}
