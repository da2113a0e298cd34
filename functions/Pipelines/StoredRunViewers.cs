using Pipeline.Functions.Access;
using Pipeline.Stages.Feature;

namespace Pipeline.Functions.Pipelines;

/// <summary>Who may see runs: whoever may see them through the API.</summary>
internal sealed class StoredRunViewers(Members members) : IRunViewers
{
    public async ValueTask<bool> MayViewAsync(string subject, string application, CancellationToken cancellationToken) =>
        AccessRules.Allows(new Identity(subject, await members.RolesOfAsync(subject, cancellationToken)), Permission.View, application);
}
