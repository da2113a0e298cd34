using Pipeline.Definitions.Templates;
using Pipeline.Functions.Access;
using Pipeline.Functions.Audit;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Pipelines;

namespace Pipeline.Functions.Templates;

/// <summary>What became of an instance that was to be moved to another revision of its template.</summary>
/// <param name="Pipeline">The instance.</param>
/// <param name="From">The template's revision that it was on.</param>
/// <param name="To">The template's revision that it is on now.</param>
/// <param name="Revision">The pipeline's newest revision.</param>
/// <param name="Outcome"><c>moved</c>, <c>unchanged</c> (it was there already) or <c>refused</c>.</param>
/// <param name="Reason">Why it was refused.</param>
/// <param name="Errors">Every fault that it would have had, each with its place in its document.</param>
public sealed record MovedInstance(
    string Pipeline, int From, int To, int Revision, string Outcome, string? Reason = null, IReadOnlyList<ProblemFault>? Errors = null);

/// <summary>Moves instances to another revision of their template, each by a new revision of its own or not at all.</summary>
public sealed class InstanceMoves(PipelineStore pipelines, InstanceDocuments documents, AuditLog audit)
{
    /// <summary>Moves instances. One that cannot be moved keeps the others from nothing.</summary>
    /// <param name="instances">The instances, as they were found.</param>
    /// <param name="revision">The template's revision.</param>
    /// <param name="sender">Who asks; needs to be an editor of each instance's application.</param>
    /// <param name="cancellationToken">Ends the wait; what was moved by then stays moved.</param>
    public async ValueTask<IReadOnlyList<MovedInstance>> MoveAsync(
        IEnumerable<PipelineHead> instances, int revision, Identity sender, CancellationToken cancellationToken)
    {
        var moved = new List<MovedInstance>();
        foreach (var instance in instances)
        {
            try
            {
                moved.Add(await MoveAsync(instance, instance.Template!, revision, sender, cancellationToken));
            }
            catch (ProblemException problem)
            {
                var at = instance.Template!.Revision;
                moved.Add(new(instance.Name, at, at, instance.Revision, "refused", problem.Message, problem.Errors));
            }
        }

        return moved;
    }

    private async ValueTask<MovedInstance> MoveAsync(PipelineHead instance, TemplateUse use, int revision, Identity sender, CancellationToken cancellationToken)
    {
        sender.Demand(Permission.Edit, instance.Application);
        if (use.Revision == revision)
            return new(instance.Name, revision, revision, instance.Revision, "unchanged");

        var present = await pipelines.FindRevisionAsync(instance.Name, instance.Revision, cancellationToken)
            ?? throw ProblemException.NotFound($"The pipeline '{instance.Name}' has no revision {instance.Revision}.");
        var text = TemplateInstanceDocument.WithRevision(present.Text, present.Format, revision)
            ?? throw ProblemException.Conflict("The document says its revision in a way that cannot be changed in place. Change spec.template.revision in it and put it.");
        var document = await documents.ReadAsync(text, present.Format, revision, cancellationToken);
        var (head, _) = await pipelines.PutAsync(document, sender.Subject, Admit, cancellationToken);
        await audit.RecordAsync(
            sender.Subject, "template.move", $"pipelines/{instance.Name}", instance.Application, $"{use.Name} revision {use.Revision} → {revision}", cancellationToken);
        return new(instance.Name, use.Revision, revision, head.Revision, "moved");

        void Admit(PipelineHead? now)
        {
            if (now?.Revision != instance.Revision)
                throw ProblemException.Conflict("Somebody changed the pipeline meanwhile. Look at it and repeat the request.");
        }
    }
}
