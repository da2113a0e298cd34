using Microsoft.Extensions.DependencyInjection;
using Pipeline.Durable.Serialization;

namespace Pipeline.Durable.Activities;

/// <summary>Runs registered activities, each in a scope of its own. Both backends use it: the embedded one and the Functions host's.</summary>
/// <param name="registry">The activities.</param>
/// <param name="converter">Reads inputs and writes results.</param>
/// <param name="services">Given, or a scope of it, to the activities' factories.</param>
public sealed class ActivityExecutor(DurableTaskRegistry registry, DataConverter converter, IServiceProvider services)
{
    private readonly IServiceScopeFactory? _scopes = (IServiceScopeFactory?)services.GetService(typeof(IServiceScopeFactory));

    /// <summary>Runs an activity once.</summary>
    /// <param name="name">Its registered name.</param>
    /// <param name="instanceId">The orchestration instance that calls it.</param>
    /// <param name="input">Its serialized input.</param>
    /// <param name="stopping">Signalled when the work may be dropped, because it will run again.</param>
    /// <returns>Its serialized result.</returns>
    /// <exception cref="UnknownTaskException">Nothing is registered under the name.</exception>
    /// <exception cref="DataConversionException">The input or the result cannot be converted.</exception>
    /// <exception cref="Exception">What the activity throws.</exception>
    public async Task<string?> ExecuteAsync(string name, string instanceId, string? input, CancellationToken stopping)
    {
        if (_scopes is null)
            return await ExecuteAsync(name, instanceId, input, services, stopping);
        await using var scope = _scopes.CreateAsyncScope();
        return await ExecuteAsync(name, instanceId, input, scope.ServiceProvider, stopping);
    }

    private async Task<string?> ExecuteAsync(string name, string instanceId, string? input, IServiceProvider scope, CancellationToken stopping)
    {
        var activity = registry.CreateActivity(name, scope);
        var value = converter.Deserialize(input, activity.InputType);
        var result = await activity.RunAsync(new Context(name, instanceId, stopping), value);
        return converter.Serialize(result, activity.OutputType);
    }

    private sealed class Context(TaskName name, string instanceId, CancellationToken stopping) : TaskActivityContext
    {
        public override TaskName Name => name;

        public override string InstanceId => instanceId;

        public override CancellationToken CancellationToken => stopping;
    }
}
