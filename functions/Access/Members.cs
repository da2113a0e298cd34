using System.Text.Json;
using Azure;
using Pipeline.Storage;

namespace Pipeline.Functions.Access;

/// <summary>
/// Who holds which roles where. One partition holds every membership twice, by subject and by application, so that both readings are one
/// range and both change in one transaction.
/// </summary>
public sealed class Members(IStorage storage)
{
    private const string Partition = "members";
    private readonly ITable _table = storage.Table("Access");

    /// <summary>The roles of a subject, by application.</summary>
    public async ValueTask<IReadOnlyDictionary<string, IReadOnlyList<Role>>> RolesOfAsync(string subject, CancellationToken cancellationToken)
    {
        var roles = new Dictionary<string, IReadOnlyList<Role>>();
        await foreach (var row in _table.RowsAsync(Range($"subject:{subject}:"), cancellationToken))
        {
            var member = Read(row);
            roles[member.Application] = member.Roles;
        }

        return roles;
    }

    /// <summary>The members of an application, in the order of their names.</summary>
    public async ValueTask<IReadOnlyList<Member>> ListAsync(string application, CancellationToken cancellationToken)
    {
        var members = new List<Member>();
        await foreach (var row in _table.RowsAsync(Range($"application:{application}:"), cancellationToken))
            members.Add(Read(row));
        return members;
    }

    /// <summary>One member; null when the subject holds no role there.</summary>
    public async ValueTask<Member?> FindAsync(string application, string subject, CancellationToken cancellationToken) =>
        await _table.GetAsync(Partition, ApplicationKey(application, subject), cancellationToken) is { } row ? Read(row) : null;

    /// <summary>Gives a subject these roles and no others in an application.</summary>
    public async ValueTask PutAsync(Member member, CancellationToken cancellationToken)
    {
        var value = JsonSerializer.SerializeToUtf8Bytes(member, AccessJson.Default.Member);
        await _table.TransactAsync(
            Partition,
            [
                new TableOperation.Upsert(SubjectKey(member.Application, member.Subject), value),
                new TableOperation.Upsert(ApplicationKey(member.Application, member.Subject), value),
            ],
            cancellationToken);
    }

    /// <summary>Takes all roles in an application from a subject. False when there were none.</summary>
    public async ValueTask<bool> DeleteAsync(string application, string subject, CancellationToken cancellationToken)
    {
        if (await FindAsync(application, subject, cancellationToken) is null)
            return false;

        await _table.TransactAsync(
            Partition,
            [
                new TableOperation.Delete(SubjectKey(application, subject), ETag.All),
                new TableOperation.Delete(ApplicationKey(application, subject), ETag.All),
            ],
            cancellationToken);
        return true;
    }

    // Names hold no colon, so that a prefix that ends in one is exact.
    private static TableQuery Range(string prefix) => new() { PartitionKey = Partition, From = prefix, Before = prefix[..^1] + ";" };

    private static string SubjectKey(string application, string subject) => $"subject:{subject}:{application}";

    private static string ApplicationKey(string application, string subject) => $"application:{application}:{subject}";

    private static Member Read(TableRow row) => JsonSerializer.Deserialize(row.Value.Span, AccessJson.Default.Member)!;
}

/// <summary>The roles of one subject in one application.</summary>
/// <param name="Application">The application, or <see cref="AccessRules.EveryApplication"/>.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Roles">At least one role.</param>
public sealed record Member(string Application, string Subject, IReadOnlyList<Role> Roles);
