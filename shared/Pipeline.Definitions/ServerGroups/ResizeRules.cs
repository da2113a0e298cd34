namespace Pipeline.Definitions.ServerGroups;

/// <summary>Finds the new size of a server group. Source: Spinnaker's resize strategies (reference C5); none gives less than nothing.</summary>
public static class ResizeRules
{
    /// <summary>What is given, and for the rest what there is: a bound that is given moves the other one and the number wanted with it.</summary>
    /// <param name="current">The size now.</param>
    /// <param name="min">The new minimum; null: as it is.</param>
    /// <param name="desired">The new number wanted; null: as it is, within the bounds.</param>
    /// <param name="max">The new maximum; null: as it is.</param>
    public static Capacity Exact(Capacity current, int? min, int? desired, int? max)
    {
        var (lower, upper) = (min ?? current.Min, max ?? current.Max);
        if (lower > upper)
            (lower, upper) = max is null ? (lower, lower) : (upper, upper);
        return new(lower, desired ?? Math.Clamp(current.Desired, lower, upper), upper);
    }

    /// <summary>So many more, or fewer where the number is negative.</summary>
    public static Capacity ByNumber(Capacity current, int difference) =>
        new(Math.Max(current.Min + difference, 0), Math.Max(current.Desired + difference, 0), Math.Max(current.Max + difference, 0));

    /// <summary>So many percent more, or fewer where it is negative; each difference is rounded away from nothing.</summary>
    public static Capacity ByPercentage(Capacity current, int percentage)
    {
        return new(Changed(current.Min), Changed(current.Desired), Changed(current.Max));

        int Changed(int value) => Math.Max(value + (Math.Sign(percentage) * Share(value, Math.Abs(percentage))), 0);
    }

    /// <summary>As large as the largest of the cluster, and the number wanted more, at most the maximum.</summary>
    /// <param name="cluster">The sizes of the cluster's groups.</param>
    /// <param name="number">How many more.</param>
    /// <param name="percentage">How many percent more; it wins over <paramref name="number"/>.</param>
    public static Capacity ToCluster(IReadOnlyCollection<Capacity> cluster, int? number, int? percentage)
    {
        var min = cluster.Max(capacity => capacity.Min);
        var max = Math.Max(cluster.Max(capacity => capacity.Max), min);
        var desired = Math.Max(cluster.Max(capacity => capacity.Desired), min);
        var more = percentage is { } share ? Share(desired, Math.Abs(share)) : Math.Abs(number ?? 0);
        return new(min, Math.Min(desired + more, max), max);
    }

    /// <summary>A percentage of a size: it is the number wanted that is scaled; the bounds only give way to it.</summary>
    public static Capacity Scaled(Capacity source, int percentage)
    {
        var desired = Share(source.Desired, percentage);
        return new(Math.Min(source.Min, desired), desired, Math.Max(source.Max, desired));
    }

    /// <summary>No autoscaler may leave fewer than are wanted.</summary>
    public static Capacity PinnedMinimum(Capacity capacity) => capacity with { Min = capacity.Desired };

    /// <summary>No autoscaler may change the number.</summary>
    public static Capacity Pinned(Capacity capacity) => new(capacity.Desired, capacity.Desired, capacity.Desired);

    /// <summary>Undoes <see cref="PinnedMinimum"/>; a minimum that was higher than the one now stays out.</summary>
    public static Capacity UnpinnedMinimum(Capacity capacity, int minimum) => minimum > capacity.Min ? capacity : capacity with { Min = minimum };

    private static int Share(int value, int percentage) => (int)((((long)value * percentage) + 99) / 100);
}
