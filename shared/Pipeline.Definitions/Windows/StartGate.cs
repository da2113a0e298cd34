namespace Pipeline.Definitions.Windows;

/// <summary>Decides by execution windows and freezes when something may start.</summary>
public static class StartGate
{
    /// <summary>
    /// Something may start when one of the windows is open, if there are any, and no freeze holds. The earliest start is where both come true for the
    /// first time, by the windows and freezes known now.
    /// </summary>
    /// <param name="windows">The windows, of which one has to be open; empty: it may start at any time.</param>
    /// <param name="freezes">The freezes of the application.</param>
    /// <param name="now">The moment that is asked about.</param>
    /// <exception cref="FormatException">This computer does not know a window's zone.</exception>
    public static StartDecision Decide(IReadOnlyList<ExecutionWindow> windows, IReadOnlyList<FreezePeriod> freezes, DateTimeOffset now)
    {
        var obstacles = new List<StartObstacle>();
        DateTimeOffset? start = now.ToUniversalTime();
        while (start is { } moment)
        {
            if (FreezeRules.FindActive(freezes, moment) is { Count: > 0 } active)
            {
                // The one that lasts longest says when to go on; what people look for may be the reason of another.
                obstacles.AddRange(active.Select(freeze => new StartObstacle(StartObstacleKind.Freeze, freeze.To.ToUniversalTime(), freeze.Reason, freeze.Name)));
                start = active[0].To.ToUniversalTime();
            }
            else if (windows.Count > 0 && windows.Min(window => window.NextOpening(moment)) is var opening && opening != moment)
            {
                obstacles.Add(new(StartObstacleKind.ClosedWindow, opening, string.Join(" or ", windows)));
                start = opening;
            }
            else
            {
                break;
            }
        }

        return new() { EarliestStart = start, Obstacles = obstacles };
    }
}
