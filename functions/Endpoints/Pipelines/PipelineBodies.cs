using Pipeline.Definitions.Templates;
using Pipeline.Functions.Pipelines;

namespace Pipeline.Functions.Endpoints.Pipelines;

/// <summary>A pipeline after it was put.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Revision">Its newest revision.</param>
/// <param name="Template">The template that it is an instance of; left out when it is none.</param>
internal sealed record PutPipelineAnswer(string Name, int Revision, TemplateUse? Template = null);

/// <summary>A pipeline in a list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Application">The application that it belongs to.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Revision">Its newest revision.</param>
/// <param name="Stages">How many stages it has.</param>
/// <param name="Disabled">Whether starting a run is refused.</param>
/// <param name="UpdatedAt">When the newest revision was made.</param>
/// <param name="UpdatedBy">Who made it.</param>
/// <param name="Template">The template that it is an instance of; left out when it is none.</param>
internal sealed record PipelineItem(
    string Name, string Application, string? Description, int Revision, int Stages, bool Disabled, DateTimeOffset UpdatedAt, string UpdatedBy, TemplateUse? Template = null)
{
    public static PipelineItem Of(PipelineHead head) => new(
        head.Name, head.Application, head.Description, head.Revision, head.Stages, head.Disabled, head.UpdatedAt, head.UpdatedBy, head.Template);
}

/// <summary>Pipelines.</summary>
/// <param name="Items">In the order of their names.</param>
internal sealed record PipelineList(IReadOnlyList<PipelineItem> Items);

/// <summary>A revision in a list.</summary>
/// <param name="Revision">Counted from 1.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="Template">The template that it is an instance of; left out when it is none.</param>
internal sealed record RevisionItem(int Revision, DateTimeOffset CreatedAt, string CreatedBy, TemplateUse? Template = null);

/// <summary>Revisions of a pipeline.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="After">Given as <c>?after=</c> to go on; left out on the last page.</param>
internal sealed record RevisionList(IReadOnlyList<RevisionItem> Items, int? After);
