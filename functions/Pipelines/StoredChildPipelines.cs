using Pipeline.Functions.Access;
using Pipeline.Stages.Feature;

namespace Pipeline.Functions.Pipelines;

/// <summary>The pipelines that stages may start: those that are kept here, for whom may start them by hand.</summary>
internal sealed class StoredChildPipelines(PipelineStore pipelines, PipelineDocuments documents, Members members) : IChildPipelines
{
    public async ValueTask<ChildPipeline?> FindAsync(string pipeline, CancellationToken cancellationToken) =>
        await pipelines.FindAsync(pipeline, cancellationToken) is { } head
            ? new ChildPipeline(await documents.ReadAsync(pipelines, head, cancellationToken), head.Revision)
            : null;

    public async ValueTask<bool> MayRunAsync(string subject, string application, CancellationToken cancellationToken) =>
        AccessRules.Allows(new Identity(subject, await members.RolesOfAsync(subject, cancellationToken)), Permission.Edit, application);
}
