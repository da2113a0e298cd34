namespace Pipeline.Functions.Access.AppService;

/// <summary>As which subject a principal acts: what records show as "by", and what members are looked up by.</summary>
public static class PrincipalName
{
    // In this order. A tenant gives a sign-in name to one person at a time and only for domains that it has proved to own; the claim that
    // the platform takes the name from comes last, because it can be an address or a display name that people choose.
    private static readonly string[] _signInNames = ["preferred_username", "upn", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn"];

    private static readonly string[] _objectIds = ["http://schemas.microsoft.com/identity/claims/objectidentifier", "oid"];

    /// <summary>
    /// The sign-in name in lower case, for example <c>ann@example.com</c>; the object's id for programs and for names that no subject can
    /// have. Null when the principal has neither.
    /// </summary>
    /// <remarks>A name needs an <c>@</c>: nobody in the directory is to be called <c>admin</c> and be taken for the subject of that name here.</remarks>
    public static string? Of(ClientPrincipal principal) =>
        _signInNames.Append(principal.NameType).SelectMany(principal.ValuesOf).Select(name => name.ToLowerInvariant()).FirstOrDefault(IsName)
        ?? _objectIds.SelectMany(principal.ValuesOf).Select(id => id.ToLowerInvariant()).FirstOrDefault(id => Guid.TryParseExact(id, "D", out _));

    private static bool IsName(string name) => name.Contains('@', StringComparison.Ordinal) && Names.IsSubject(name);
}
