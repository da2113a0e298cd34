using Pipeline.Functions.Pipelines;
using Pipeline.Functions.Templates;

namespace Pipeline.Functions.Endpoints.Templates;

/// <summary>A template after it was put.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Revision">Its newest revision.</param>
internal sealed record PutTemplateAnswer(string Name, int Revision);

/// <summary>A template in a list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Application">The only application whose pipelines may be instances; left out: those of all.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Revision">Its newest revision.</param>
/// <param name="UpdatedAt">When the newest revision was made.</param>
/// <param name="UpdatedBy">Who made it.</param>
internal sealed record TemplateItem(string Name, string? Application, string? Description, int Revision, DateTimeOffset UpdatedAt, string UpdatedBy)
{
    public static TemplateItem Of(TemplateHead head) => new(head.Name, head.Application, head.Description, head.Revision, head.UpdatedAt, head.UpdatedBy);
}

/// <summary>Templates.</summary>
/// <param name="Items">In the order of their names.</param>
internal sealed record TemplateList(IReadOnlyList<TemplateItem> Items);

/// <summary>An instance of a template.</summary>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Application">Its application.</param>
/// <param name="Revision">Its newest revision.</param>
/// <param name="TemplateRevision">The template's revision that it is on.</param>
/// <param name="IsNewest">Whether that is the template's newest.</param>
internal sealed record TemplateInstanceItem(string Pipeline, string Application, int Revision, int TemplateRevision, bool IsNewest)
{
    public static TemplateInstanceItem Of(PipelineHead head, TemplateHead template) =>
        new(head.Name, head.Application, head.Revision, head.Template!.Revision, head.Template.Revision == template.Revision);
}

/// <summary>The instances of a template that the sender may see.</summary>
/// <param name="Template">The template's name.</param>
/// <param name="Revision">Its newest revision.</param>
/// <param name="Items">In the order of their names.</param>
internal sealed record TemplateInstanceList(string Template, int Revision, IReadOnlyList<TemplateInstanceItem> Items);

/// <summary>Which instances move to which revision.</summary>
internal sealed record MoveInstancesBody
{
    /// <summary>The template's revision; the newest when left out.</summary>
    public int? Revision { get; init; }

    /// <summary>The names of the instances; all that the sender may see when left out.</summary>
    public IReadOnlyList<string>? Pipelines { get; init; }
}

/// <summary>What became of the instances.</summary>
/// <param name="Template">The template's name.</param>
/// <param name="Revision">The revision that they were to move to.</param>
/// <param name="Items">In the order of their names.</param>
internal sealed record MovedInstanceList(string Template, int Revision, IReadOnlyList<MovedInstance> Items);
