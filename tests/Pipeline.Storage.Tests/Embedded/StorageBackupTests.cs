using System.Text;
using Azure;
using Microsoft.Data.Sqlite;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Storage.Tests.Embedded;

public sealed class StorageBackupTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Data => _folder["data"];

    private string Backup => _folder["backups", "first.backup"];

    private string Restored => _folder["restored"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_restored_folder_has_everything()
    {
        await WriteAsync();
        var backup = await StorageBackup.CreateAsync(Data, Backup, Cancellation);
        Assert.Equal((Backup, new FileInfo(Backup).Length, EmbeddedSchema.Current), (backup.Path, backup.Bytes, backup.Schema));
        await StorageBackup.RestoreAsync(Backup, Restored, Cancellation);
        await using var storage = await EmbeddedStorage.OpenAsync(Restored, TimeProvider.System, Cancellation);
        Assert.Equal("document", Encoding.UTF8.GetString((await storage.Table("runs").GetAsync("p", "r", Cancellation))!.Value.Span));
        Assert.Equal("log line", Encoding.UTF8.GetString((await storage.Blobs("logs").GetAsync("run/log", 0, Cancellation))!.Content.Span));
        Assert.Equal([Backup], Directory.GetFiles(_folder["backups"]));
    }

    [Fact]
    public async Task A_version_given_after_the_backup_is_not_given_again_after_the_restore()
    {
        await WriteAsync();
        await StorageBackup.CreateAsync(Data, Backup, Cancellation);
        ETag after;
        await using (var storage = await EmbeddedStorage.OpenAsync(Data, TimeProvider.System, Cancellation))
            after = await storage.Table("runs").UpsertAsync(new TableRow("p", "r", default), Cancellation);
        await StorageBackup.RestoreAsync(Backup, Restored, Cancellation);
        await using var restored = await EmbeddedStorage.OpenAsync(Restored, TimeProvider.System, Cancellation);
        Assert.NotEqual(after, await restored.Table("runs").UpsertAsync(new TableRow("p", "r", default), Cancellation));
    }

    [Fact]
    public async Task A_backup_never_overwrites()
    {
        await WriteAsync();
        await StorageBackup.CreateAsync(Data, Backup, Cancellation);
        var before = await File.ReadAllBytesAsync(Backup, Cancellation);
        await Assert.ThrowsAsync<StorageException>(() => StorageBackup.CreateAsync(Data, Backup, Cancellation));
        Assert.Equal(before, await File.ReadAllBytesAsync(Backup, Cancellation));
    }

    [Fact]
    public async Task A_restore_into_a_folder_with_files_is_refused()
    {
        await WriteAsync();
        await StorageBackup.CreateAsync(Data, Backup, Cancellation);
        await Assert.ThrowsAsync<StorageException>(() => StorageBackup.RestoreAsync(Backup, Data, Cancellation));
        Directory.CreateDirectory(Restored);
        await File.WriteAllTextAsync(Path.Combine(Restored, "file"), "mine", Cancellation);
        await Assert.ThrowsAsync<StorageException>(() => StorageBackup.RestoreAsync(Backup, Restored, Cancellation));
        Assert.Equal([Path.Combine(Restored, "file")], Directory.GetFileSystemEntries(Restored));
    }

    [Fact]
    public async Task A_folder_without_data_has_no_backup()
    {
        var refused = await Assert.ThrowsAsync<StorageException>(() => StorageBackup.CreateAsync(_folder["nothing"], Backup, Cancellation));
        Assert.Contains(_folder["nothing"], refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["nothing"]));
    }

    [Fact]
    public async Task A_damaged_backup_is_refused()
    {
        await WriteAsync();
        await StorageBackup.CreateAsync(Data, Backup, Cancellation);
        var bytes = await File.ReadAllBytesAsync(Backup, Cancellation);
        await Refuse("missing", null);
        await Refuse("empty", []);
        await Refuse("text", "not a backup"u8.ToArray());
        await Refuse("cut", bytes[..(bytes.Length / 2)]);
        bytes.AsSpan(4096, bytes.Length - 4096).Fill(0xee);
        await Refuse("overwritten", bytes);

        async Task Refuse(string name, byte[]? content)
        {
            if (content is not null)
                await File.WriteAllBytesAsync(_folder[name], content, Cancellation);
            await Assert.ThrowsAsync<StorageException>(() => StorageBackup.RestoreAsync(_folder[name], Restored, Cancellation));
            Assert.False(Directory.Exists(Restored));
        }
    }

    [Fact]
    public async Task A_backup_of_a_newer_release_is_refused()
    {
        await WriteAsync();
        await StorageBackup.CreateAsync(Data, Backup, Cancellation);
        await using (var connection = new SqliteConnection($"Data Source={Backup};Pooling=False"))
        {
            await connection.OpenAsync(Cancellation);
            await using var command = connection.CreateCommand();
            command.CommandText = $"pragma user_version = {EmbeddedSchema.Current + 1}";
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        var refused = await Assert.ThrowsAsync<StorageException>(() => StorageBackup.RestoreAsync(Backup, Restored, Cancellation));
        Assert.Contains("newer release", refused.Message, StringComparison.Ordinal);
    }

    private async Task WriteAsync()
    {
        await using var storage = await EmbeddedStorage.OpenAsync(Data, TimeProvider.System, Cancellation);
        await storage.Table("runs").UpsertAsync(new TableRow("p", "r", Encoding.UTF8.GetBytes("document")), Cancellation);
        for (var number = 0; number < 200; number++)
            await storage.Table("filler").UpsertAsync(new TableRow("p", $"{number}", new byte[500]), Cancellation);
        await storage.Blobs("logs").AppendAsync("run/log", Encoding.UTF8.GetBytes("log line"), Cancellation);
    }
}
