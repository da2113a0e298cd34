using Pipeline.Functions.Access;

namespace Pipeline.Functions.Endpoints.Access;

/// <summary>What can be said of an application.</summary>
internal sealed record ApplicationBody
{
    /// <summary>What it is, for people.</summary>
    public string? Description { get; init; }
}

/// <summary>An application.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record ApplicationAnswer(string Name, string? Description, DateTimeOffset? CreatedAt)
{
    public static ApplicationAnswer Of(Application application) => new(application.Name, application.Description, application.CreatedAt);
}

/// <summary>Applications.</summary>
/// <param name="Items">In the order of their names.</param>
internal sealed record ApplicationList(IReadOnlyList<ApplicationAnswer> Items);

/// <summary>The roles that a member shall hold.</summary>
internal sealed record MemberBody
{
    /// <summary>All of the roles, at least one; those that are not named are taken away.</summary>
    public required IReadOnlyList<Role> Roles { get; init; }
}

/// <summary>A member of an application.</summary>
/// <param name="Application">The application; <c>*</c> is every one.</param>
/// <param name="Subject">Who.</param>
/// <param name="Roles">The roles.</param>
internal sealed record MemberAnswer(string Application, string Subject, IReadOnlyList<Role> Roles)
{
    public static MemberAnswer Of(Member member) => new(member.Application, member.Subject, member.Roles);
}

/// <summary>Members of an application.</summary>
/// <param name="Items">In the order of their subjects.</param>
internal sealed record MemberList(IReadOnlyList<MemberAnswer> Items);
