using System.Globalization;
using Microsoft.AspNetCore.Http.Metadata;

namespace Pipeline.Functions.Endpoints.Problems;

/// <summary>Finds the query value that an endpoint's parameter could not take. The framework refuses it without a word.</summary>
internal static class QueryFault
{
    public static ProblemException? Find(HttpContext context)
    {
        foreach (var parameter in context.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>() ?? [])
        {
            if (parameter.HasTryParse && context.Request.Query.TryGetValue(parameter.Name, out var values) && FaultOf(parameter.ParameterInfo.ParameterType, values.ToString()) is { } fault)
                return ProblemException.InvalidField(parameter.Name, fault);
        }

        return null;
    }

    private static string? FaultOf(Type type, string value) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var number when number == typeof(int) && !int.TryParse(value, CultureInfo.InvariantCulture, out _) => "Write a whole number.",
        var number when number == typeof(long) && !long.TryParse(value, CultureInfo.InvariantCulture, out _) => "Write a whole number.",
        var flag when flag == typeof(bool) && !bool.TryParse(value, out _) => "Write true or false.",
        _ => null,
    };
}
