namespace Pipeline.Definitions.Documents;

/// <summary>Collects the faults of one document.</summary>
internal sealed class FaultList
{
    /// <summary>Looking for near names is dear; a document with more faults than this has a deeper problem than a typing error.</summary>
    private const int Suggestions = 100;

    private readonly List<DefinitionFault> faults = [];
    private int left = Suggestions;

    public int Count => faults.Count;

    /// <summary>Whether no more faults are kept, so that looking for further ones is of no use.</summary>
    public bool IsFull => faults.Count >= DocumentLimits.Faults;

    public void Add(string path, DocumentPlace place, string code, string message, string? suggestion = null)
    {
        if (IsFull)
            return;

        faults.Add(new()
        {
            Path = path,
            Line = place.Line,
            Column = place.Column,
            Code = code,
            Message = suggestion is null ? message : $"{message} Did you mean '{suggestion}'?",
            Suggestion = suggestion,
        });
    }

    /// <summary>Adds what another list has.</summary>
    public void AddRange(FaultList other) => faults.AddRange(other.faults.Take(DocumentLimits.Faults - faults.Count));

    /// <summary>The candidate nearest to a name, while there are not too many faults to look.</summary>
    public string? Nearest(string name, IEnumerable<string> candidates) => left-- > 0 ? NearestName.Find(name, candidates) : null;

    /// <summary>The faults in the order of the document.</summary>
    public IReadOnlyList<DefinitionFault> ToList()
    {
        var sorted = faults.OrderBy(fault => fault.Line).ThenBy(fault => fault.Column).ToList();
        if (IsFull)
        {
            sorted.Add(new()
            {
                Path = "",
                Line = 1,
                Column = 1,
                Code = DefinitionFaultCode.TooLarge,
                Message = $"There are more faults than the {DocumentLimits.Faults} that are listed.",
            });
        }

        return sorted;
    }
}
