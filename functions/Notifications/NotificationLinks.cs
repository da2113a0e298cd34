using System.Security.Cryptography;
using System.Text;
using Pipeline.Functions.Access;
using Pipeline.Functions.Approvals;
using Pipeline.Functions.Hosting;
using Pipeline.Stages.Notifications;

namespace Pipeline.Functions.Notifications;

/// <summary>Makes the addresses that messages lead to.</summary>
internal sealed class NotificationLinks(ApprovalLinks links, Members members, PublicAddress address, TimeProvider time) : INotificationLinks
{
    /// <summary>As whom links in messages are issued.</summary>
    private const string Issuer = "pipeline";

    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(7);
    private static readonly TimeSpan ShortestLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(30);

    /// <inheritdoc/>
    public Uri RunPage(string run) => new(address.Of($"/runs/{run}"));

    /// <inheritdoc/>
    public async ValueTask<Uri> DecisionAsync(NotificationRecord record, bool isPrivate, CancellationToken cancellationToken)
    {
        var content = record.Content;
        var lifetime = content.Deadline - time.GetUtcNow() ?? DefaultLifetime;
        var token = await links.IssueOnceAsync(
            IdOf(record),
            content.Run,
            content.Stage!,
            content.Attempt!.Value,
            isPrivate ? await SubjectAsync(record, cancellationToken) : null,
            Issuer,
            TimeSpan.FromTicks(Math.Clamp(lifetime.Ticks, ShortestLifetime.Ticks, LongestLifetime.Ticks)),
            cancellationToken);
        return new(address.Of($"/approvals/{token}"));
    }

    /// <summary>The same for every delivery of a message, so that a repeated one leads to the same link.</summary>
    private static string IdOf(NotificationRecord record) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(record.Id)).AsSpan(0, 12));

    /// <summary>
    /// The subject whose name the recipient's address is, when it may decide anything there; null otherwise: an address of several people, or
    /// of somebody who is known under another name, is asked who it is.
    /// </summary>
    private async ValueTask<string?> SubjectAsync(NotificationRecord record, CancellationToken cancellationToken)
    {
        if (record.To?.ToLowerInvariant() is not { } subject)
            return null;
        var identity = new Identity(subject, await members.RolesOfAsync(subject, cancellationToken));
        return identity.RolesIn(record.Content.Application).Any() ? subject : null;
    }
}
