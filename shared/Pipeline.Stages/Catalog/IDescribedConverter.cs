using System.Text.Json.Nodes;

namespace Pipeline.Stages.Catalog;

/// <summary>A JSON converter that reads more than the type that it makes shows, and says what.</summary>
internal interface IDescribedConverter
{
    /// <summary>The JSON Schema of what it reads, a new copy every time.</summary>
    JsonObject Schema { get; }
}
