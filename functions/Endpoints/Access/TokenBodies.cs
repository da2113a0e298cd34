using Pipeline.Functions.Access;

namespace Pipeline.Functions.Endpoints.Access;

/// <summary>A token to make.</summary>
internal sealed record NewToken
{
    /// <summary>As whom its bearer acts; the sender when left out. Only an administrator of every application may name somebody else.</summary>
    public string? Subject { get; init; }

    /// <summary>What its owner calls it.</summary>
    public required string Name { get; init; }

    /// <summary>How long it is valid, for example <c>30d</c> or <c>12h</c>; without end when left out.</summary>
    public string? ExpiresIn { get; init; }
}

/// <summary>A token, without its secret.</summary>
/// <param name="Id">Names it to revoke it.</param>
/// <param name="Subject">As whom its bearer acts.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="ExpiresAt">From when on it is refused; left out when never.</param>
/// <param name="LastUsedOn">The last day on which it was used.</param>
internal record TokenAnswer(
    string Id, string Subject, string Name, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? ExpiresAt, DateOnly? LastUsedOn)
{
    public static TokenAnswer Of(AccessToken token) =>
        new(token.Id, token.Subject, token.Name, token.CreatedAt, token.CreatedBy, token.ExpiresAt, token.LastUsedOn);
}

/// <summary>A new token with its secret, which is shown this once.</summary>
/// <param name="Id">Names it to revoke it.</param>
/// <param name="Subject">As whom its bearer acts.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Token">The secret, to be sent as <c>Authorization: Bearer …</c>.</param>
/// <param name="ExpiresAt">From when on it is refused; left out when never.</param>
internal sealed record CreatedTokenAnswer(string Id, string Subject, string Name, string Token, DateTimeOffset? ExpiresAt);

/// <summary>Tokens.</summary>
/// <param name="Items">In the order of their subjects and ids.</param>
internal sealed record TokenList(IReadOnlyList<TokenAnswer> Items);
