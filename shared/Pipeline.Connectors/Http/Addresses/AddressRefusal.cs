namespace Pipeline.Connectors.Http;

/// <summary>Why <see cref="AddressRules"/> refuse a call.</summary>
/// <param name="Rule">The rule that refused it.</param>
/// <param name="Reason">A part of a sentence that names what was refused and by what.</param>
public sealed record AddressRefusal(AddressRefusalRule Rule, string Reason);

/// <summary>The rules that can refuse a call.</summary>
public enum AddressRefusalRule
{
    /// <summary>The URL's scheme is not allowed.</summary>
    Scheme,

    /// <summary>The URL's port is not allowed.</summary>
    Port,

    /// <summary>The deny list names the host or the address.</summary>
    Deny,

    /// <summary>There is an allow list and it names neither the host nor the address.</summary>
    Allow,

    /// <summary>A link-local, metadata, multicast or unspecified address.</summary>
    Reserved,

    /// <summary>This machine itself, where that is not allowed.</summary>
    Loopback,

    /// <summary>A redirect from https to http.</summary>
    Downgrade,
}

/// <summary>A call, or a redirect that it answered with, was refused before anything was sent there.</summary>
public sealed class AddressRefusedException(string host, AddressRefusal refusal)
    : Exception($"Calling '{host}' is refused: {refusal.Reason}. The address rules of outgoing calls are a setting of this installation (Outbound).")
{
    /// <summary>Why.</summary>
    public AddressRefusal Refusal { get; } = refusal;
}
