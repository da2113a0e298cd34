namespace Pipeline.Functions.Access;

/// <summary>What an endpoint asks of its caller.</summary>
public enum Permission
{
    /// <summary>To be somebody; no role is needed.</summary>
    Identity,

    /// <summary>To read.</summary>
    View,

    /// <summary>To decide judgements that name no roles.</summary>
    Judge,

    /// <summary>To decide approvals.</summary>
    Approve,

    /// <summary>To change and run pipelines.</summary>
    Edit,

    /// <summary>To give roles and to change the application itself.</summary>
    Administer,
}
