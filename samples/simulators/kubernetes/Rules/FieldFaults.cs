using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Api;

namespace Pipeline.Simulators.Kubernetes.Rules;

/// <summary>The fields at fault, in the words of k8s.io/apimachinery's <c>field</c> package.</summary>
internal sealed class FieldFaults
{
    private readonly List<(string Reason, string Message, string Field)> _all = [];

    public IReadOnlyList<(string Reason, string Message, string Field)> All => _all;

    public void Required(string field, string detail = "") => _all.Add(("FieldValueRequired", $"Required value{(detail.Length == 0 ? "" : $": {detail}")}", field));

    public void Invalid(string field, JsonNode? value, string detail) => _all.Add(("FieldValueInvalid", $"Invalid value: {(value is null ? "null" : Json.Text(value))}: {detail}", field));

    public void Duplicate(string field, string value) => _all.Add(("FieldValueDuplicate", $"Duplicate value: \"{value}\"", field));

    public void NotFound(string field, string value) => _all.Add(("FieldValueNotFound", $"Not found: \"{value}\"", field));

    public void Unsupported(string field, string value, string[] supported) =>
        _all.Add(("FieldValueNotSupported", $"Unsupported value: \"{value}\": supported values: {string.Join(", ", supported.Select(word => $"\"{word}\""))}", field));

    public void Forbidden(string field, string detail) => _all.Add(("FieldValueForbidden", $"Forbidden: {detail}", field));
}
