namespace Pipeline.Durable.Embedded.Store.Sqlite;

/// <summary>The engine's tables in the data folder's database.</summary>
internal static class SqliteOrchestrationSchema
{
    /// <summary>
    /// Rows are keyed by instance so that a turn touches one place of each table. <c>status</c> and <c>wake_at</c> (ticks of UTC) repeat what
    /// the record says, for those who look for instances; a chunk of the history holds one turn.
    /// </summary>
    public const string Create = """
        create table if not exists durable_instances (
            id text primary key, parent text, status integer not null, wake_at integer, record blob not null) without rowid;
        create index if not exists durable_instances_wake_at on durable_instances (wake_at) where wake_at is not null;
        create index if not exists durable_instances_parent on durable_instances (parent) where parent is not null;
        create table if not exists durable_history (
            instance text not null, chunk integer not null, events blob not null, primary key (instance, chunk)) without rowid;
        create table if not exists durable_inbox (
            sequence integer primary key, instance text not null, message blob not null);
        create index if not exists durable_inbox_instance on durable_inbox (instance);
        """;
}
