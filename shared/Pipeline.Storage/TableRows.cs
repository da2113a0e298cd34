using System.Runtime.CompilerServices;

namespace Pipeline.Storage;

/// <summary>Reading a range across its pages.</summary>
public static class TableRows
{
    /// <summary>All rows of a query in order, page after page; <see cref="TableQuery.Take"/> is the size of a page.</summary>
    public static async IAsyncEnumerable<TableRow> RowsAsync(
        this ITable table, TableQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        TableQuery? next = query;
        while (next is not null)
        {
            var page = await table.QueryAsync(next, cancellationToken);
            foreach (var row in page.Rows)
                yield return row;
            next = page.Continuation is null ? null : query with { Continuation = page.Continuation };
        }
    }
}
