using Pipeline.Stages.Catalog;

namespace Pipeline.Functions.Templates;

/// <summary>Registers what templates are made of.</summary>
internal static class TemplateServices
{
    public static IServiceCollection AddTemplates(this IServiceCollection services) => services
        .AddSingleton<TemplateStore>()
        .AddSingleton(_ => new TemplateDocuments(StageTypeSchemas.All))
        .AddSingleton<InstanceDocuments>()
        .AddSingleton<InstanceMoves>();
}
