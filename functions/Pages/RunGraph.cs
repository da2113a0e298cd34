using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Pages;

/// <summary>Draws a run's stages as a graph: a column for every distance from the start, a line for every dependency.</summary>
internal static class RunGraph
{
    private const int MostStages = 200;
    private const int Width = 170;
    private const int Height = 44;
    private const int GapX = 40;
    private const int GapY = 14;

    /// <summary>The drawing; nothing for more stages than anybody could read in one.</summary>
    public static Html Draw(IReadOnlyList<StageDocument> stages)
    {
        if (stages.Count is 0 or > MostStages)
            return Html.Empty;

        var places = Places(stages);
        var width = places.Values.Max(place => place.X) + Width + 2;
        var height = places.Values.Max(place => place.Y) + Height + 2;
        return Html.Of($"""
            <div style="overflow-x:auto"><svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="-1 -1 {width} {height}" role="img" aria-label="The stages and what they wait for; the table below says the same">
            {stages.SelectMany(stage => stage.DependsOn.Select(upstream => Line(places[upstream], places[stage.Id])))}{stages.Select(stage => Box(stage, places[stage.Id]))}</svg></div>
            """);
    }

    private static Dictionary<string, (int X, int Y)> Places(IReadOnlyList<StageDocument> stages)
    {
        var byId = stages.ToDictionary(stage => stage.Id, StringComparer.Ordinal);
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        var rows = new Dictionary<int, int>();
        var places = new Dictionary<string, (int, int)>(StringComparer.Ordinal);
        foreach (var stage in stages)
        {
            var column = Column(stage.Id);
            var row = rows.GetValueOrDefault(column);
            rows[column] = row + 1;
            places[stage.Id] = (column * (Width + GapX), row * (Height + GapY));
        }

        return places;

        // The graph has no cycles and few stages, so that this ends and stays shallow.
        int Column(string id) => columns.TryGetValue(id, out var known)
            ? known
            : columns[id] = byId[id].DependsOn.Select(upstream => Column(upstream) + 1).DefaultIfEmpty(0).Max();
    }

    private static Html Line((int X, int Y) from, (int X, int Y) to)
    {
        var (startX, startY, endX, endY) = (from.X + Width, from.Y + (Height / 2), to.X, to.Y + (Height / 2));
        var bend = (startX + endX) / 2;
        return Html.Of($"<path d=\"M{startX} {startY}C{bend} {startY} {bend} {endY} {endX} {endY}\" fill=\"none\" stroke=\"#8888\"/>\n");
    }

    private static Html Box(StageDocument stage, (int X, int Y) place)
    {
        var name = stage.Name.EnumerateRunes().Count() > 20 ? string.Concat(stage.Name.EnumerateRunes().Take(19)) + "…" : stage.Name;
        return Html.Of($"""
            <a href="#stage-{stage.Id}" class="{StatusNames.Of(stage.Status)}"><rect x="{place.X}" y="{place.Y}" width="{Width}" height="{Height}" rx="6" fill="none" stroke="currentColor"/><text x="{place.X + 10}" y="{place.Y + 18}" fill="currentColor" font-size="14">{name}</text><text x="{place.X + 10}" y="{place.Y + 35}" fill="currentColor" font-size="11">{StatusNames.Of(stage.Status)}</text></a>

            """);
    }
}
