using Microsoft.Data.Sqlite;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Storage.Tests.Embedded;

public sealed class EmbeddedDatabaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_change_is_seen_by_reads_and_after_reopening()
    {
        await using (var database = await OpenAsync())
        {
            await Insert(database, 1);
            Assert.Equal([1], await Numbers(database));
        }

        await using var reopened = await OpenAsync();
        Assert.Equal([1], await Numbers(reopened));
    }

    [Fact]
    public async Task A_change_that_throws_undoes_only_its_own_statements()
    {
        await using var database = await OpenAsync();
        using var blocked = new ManualResetEventSlim();
        var first = database.WriteAsync(_ => { blocked.Wait(Cancellation); return 0; }, Cancellation);
        var changes = Enumerable.Range(0, 20).Select(number => Insert(database, number, fail: number % 3 == 0)).ToList();
        blocked.Set();
        await first;

        for (var number = 0; number < changes.Count; number++)
        {
            if (number % 3 == 0)
                Assert.Equal("asked to fail", (await Assert.ThrowsAsync<InvalidOperationException>(() => changes[number])).Message);
            else
                await changes[number];
        }

        Assert.Equal(Enumerable.Range(0, 20).Where(number => number % 3 != 0), await Numbers(database));
    }

    [Fact]
    public async Task A_lone_change_that_throws_leaves_nothing_and_the_next_one_works()
    {
        await using var database = await OpenAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => Insert(database, 1, fail: true));
        await Insert(database, 2);
        Assert.Equal([2], await Numbers(database));
    }

    [Fact]
    public async Task A_statement_that_sqlite_refuses_is_a_storage_error()
    {
        await using var database = await OpenAsync();
        await Assert.ThrowsAsync<StorageException>(() => database.WriteAsync(connection => connection.Execute("insert into missing values (1)"), Cancellation));
        await Assert.ThrowsAsync<StorageException>(() => database.ReadAsync(connection => connection.Execute("insert into numbers values (1)"), Cancellation));
    }

    [Fact]
    public async Task A_change_too_large_for_the_disk_does_not_take_the_others_with_it()
    {
        await using var database = await OpenAsync();
        using var blocked = new ManualResetEventSlim();
        var pages = await database.WriteAsync(connection => (long)connection.Command("pragma page_count").ExecuteScalar()!, Cancellation);
        await database.WriteAsync(connection => connection.Command($"pragma max_page_count = {pages + 10}").ExecuteScalar(), Cancellation);
        var first = database.WriteAsync(_ => { blocked.Wait(Cancellation); return 0; }, Cancellation);
        var small = Insert(database, 1);
        var large = database.WriteAsync(connection => connection.Execute("create table large as select zeroblob(1000000)"), Cancellation);
        var alsoSmall = Insert(database, 2);
        blocked.Set();

        await Task.WhenAll(first, small, alsoSmall);
        await Assert.ThrowsAsync<StorageException>(() => large);
        await Assert.ThrowsAsync<StorageException>(() => database.WriteAsync(connection => connection.Execute("create table large as select zeroblob(1000000)"), Cancellation));
        await Insert(database, 3);
        Assert.Equal([1, 2, 3], await Numbers(database));
    }

    [Fact]
    public async Task A_change_given_up_while_it_waits_does_not_run()
    {
        await using var database = await OpenAsync();
        using var blocked = new ManualResetEventSlim();
        using var giveUp = new CancellationTokenSource();
        var first = database.WriteAsync(_ => { blocked.Wait(Cancellation); return 0; }, Cancellation);
        var second = Insert(database, 7, cancellationToken: giveUp.Token);
        await giveUp.CancelAsync();
        blocked.Set();

        await first;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Empty(await Numbers(database));
    }

    [Fact]
    public async Task Many_callers_at_once_each_get_their_own_result()
    {
        await using var database = await OpenAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 500).Select(number => Task.Run(() => Insert(database, number))));
        Assert.Equal(Enumerable.Range(0, 500), results);
        Assert.Equal(500, (await Numbers(database)).Count);
    }

    [Fact]
    public async Task A_read_sees_one_moment_while_changes_go_on()
    {
        await using var database = await OpenAsync();
        await Insert(database, 1);
        var (before, after) = await database.ReadAsync(
            connection =>
            {
                var before = Count(connection);
                Insert(database, 2).Wait(Cancellation);
                return (before, Count(connection));
            },
            Cancellation);
        Assert.Equal((1, 1), (before, after));
        Assert.Equal([1, 2], await Numbers(database));

        static long Count(EmbeddedConnection connection) => (long)connection.Command("select count(*) from numbers").ExecuteScalar()!;
    }

    [Fact]
    public async Task Changes_that_wait_at_disposal_are_finished_and_later_ones_refused()
    {
        var database = await OpenAsync();
        var changes = Enumerable.Range(0, 50).Select(number => Insert(database, number)).ToList();
        await database.DisposeAsync();
        await Task.WhenAll(changes);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Insert(database, 99));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Numbers(database));
    }

    [Fact]
    public async Task A_second_owner_is_refused_and_told_who_the_first_is()
    {
        await using (await OpenAsync())
        {
            var refused = await Assert.ThrowsAsync<DataFolderInUseException>(OpenAsync);
            Assert.Equal(Environment.ProcessId, refused.Holder?.ProcessId);
            Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
        }

        await using var next = await OpenAsync();
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_one_clear_line()
    {
        var file = _folder["file"];
        await File.WriteAllTextAsync(file, "not a folder", Cancellation);
        var refused = await Assert.ThrowsAsync<DataFolderNotWritableException>(() => EmbeddedDatabase.OpenAsync(Path.Combine(file, "data"), TimeProvider.System, Cancellation));
        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public async Task A_folder_of_a_newer_release_is_refused_untouched()
    {
        await using (await OpenAsync())
        {
        }

        SetSchema(EmbeddedSchema.Current + 1);
        var refused = await Assert.ThrowsAsync<DataFolderTooNewException>(OpenAsync);
        Assert.Equal(EmbeddedSchema.Current + 1, refused.Schema);
        SetSchema(EmbeddedSchema.Current);
        await using var opened = await OpenAsync();
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        await File.WriteAllTextAsync(_folder[EmbeddedDatabase.FileName], new string('x', 10_000), Cancellation);
        await Assert.ThrowsAsync<DataFolderUnreadableException>(OpenAsync);
    }

    private async Task<EmbeddedDatabase> OpenAsync()
    {
        var database = await EmbeddedDatabase.OpenAsync(_folder.Path, TimeProvider.System, Cancellation);
        await database.EnsureSchemaAsync("create table if not exists numbers (number integer primary key); create table if not exists others (other integer)", Cancellation);
        return database;
    }

    private static Task<int> Insert(EmbeddedDatabase database, int number, bool fail = false, CancellationToken? cancellationToken = null) =>
        database.WriteAsync(
            connection =>
            {
                connection.Execute("insert into numbers values ($1)", (long)number);
                return fail ? throw new InvalidOperationException("asked to fail") : number;
            },
            cancellationToken ?? Cancellation);

    private static Task<List<int>> Numbers(EmbeddedDatabase database) =>
        database.ReadAsync(
            connection =>
            {
                var numbers = new List<int>();
                using var reader = connection.Command("select number from numbers order by number").ExecuteReader();
                while (reader.Read())
                    numbers.Add(reader.GetInt32(0));
                return numbers;
            },
            Cancellation);

    private void SetSchema(long number)
    {
        using var connection = new SqliteConnection($"Data Source={_folder[EmbeddedDatabase.FileName]};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"pragma user_version = {number}";
        command.ExecuteNonQuery();
    }
}
