using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Pipeline.Durable.Client;
using Pipeline.Durable.Embedded.Store;
using Pipeline.Durable.Embedded.Store.Sqlite;
using Pipeline.Durable.Embedded.Store.Tables;
using Pipeline.Durable.Serialization;
using Pipeline.Storage;
using Pipeline.Storage.Embedded;

namespace Pipeline.Durable.Embedded;

/// <summary>Adds the embedded durable backend to an application.</summary>
public static class EmbeddedDurableTaskRegistration
{
    /// <summary>
    /// Adds the backend, which starts and stops with the application, and its <see cref="DurableTaskClient"/>. It keeps instances in the
    /// application's <see cref="IStorage"/>: in a data folder in tables of its own in the folder's database,
    /// in a storage account in the table <c>durable</c>.
    /// </summary>
    /// <param name="services">Has an <see cref="IStorage"/>; its <see cref="TimeProvider"/> is used when there is one.</param>
    /// <param name="registry">The orchestrators and activities.</param>
    /// <param name="converter">Reads and writes inputs, results and events.</param>
    /// <param name="options">How the machine is used; null: as is usual.</param>
    public static IServiceCollection AddEmbeddedDurableTask(
        this IServiceCollection services, DurableTaskRegistry registry, DataConverter converter, EmbeddedDurableTaskOptions? options = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new EmbeddedDurableTaskBackend(
            Store(provider.GetRequiredService<IStorage>(), provider.GetRequiredService<TimeProvider>(), options?.OwnershipLost ?? default),
            registry,
            converter,
            provider,
            provider.GetRequiredService<TimeProvider>(),
            options,
            provider.GetService<ILoggerFactory>()));
        services.AddHostedService(static provider => provider.GetRequiredService<EmbeddedDurableTaskBackend>());
        services.AddSingleton(static provider => provider.GetRequiredService<EmbeddedDurableTaskBackend>().Client);
        return services;
    }

    private static IOrchestrationStore Store(IStorage storage, TimeProvider time, CancellationToken ownershipLost) => storage is EmbeddedStorage embedded
        ? new SqliteOrchestrationStore(embedded.Database)
        : new TableOrchestrationStore(storage.Table("durable"), time, ownershipLost);
}
