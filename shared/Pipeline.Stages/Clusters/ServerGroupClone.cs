using Pipeline.Definitions.ServerGroups;

namespace Pipeline.Stages.Clusters;

/// <summary>How a copy of a server group differs from it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Capacity">Its size.</param>
/// <param name="IsEnabled">Whether it gets traffic.</param>
/// <param name="Images">Images that take the place of those of the same name, for example <c>registry.example.com/shop/web:1.5</c>.</param>
public sealed record ServerGroupClone(string Name, Capacity Capacity, bool IsEnabled, IReadOnlyList<string> Images);
