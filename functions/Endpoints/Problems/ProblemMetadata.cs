using System.Net.Mime;

namespace Pipeline.Functions.Endpoints.Problems;

/// <summary>Says in the OpenAPI document which problems an endpoint answers with.</summary>
internal static class ProblemMetadata
{
    public static TBuilder ProducesProblems<TBuilder>(this TBuilder builder, params int[] statuses)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint =>
        {
            foreach (var status in statuses)
                endpoint.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(Problem), [MediaTypeNames.Application.ProblemJson]));
        });
        return builder;
    }
}
