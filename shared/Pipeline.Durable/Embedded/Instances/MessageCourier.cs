using Pipeline.Durable.Embedded.Store;

namespace Pipeline.Durable.Embedded.Instances;

/// <summary>Brings the messages of committed turns to their receivers, again and again until they have arrived.</summary>
internal sealed class MessageCourier(IOrchestrationStore store, InstanceDirectory directory)
{
    /// <summary>Tells receivers what has arrived.</summary>
    public void Arrived(IReadOnlyList<Delivery> deliveries)
    {
        foreach (var delivery in deliveries)
            directory.Post(delivery.Receiver, delivery.Message);
    }

    /// <summary>Begins to bring messages that wait with their sender.</summary>
    public void Send(string sender, IReadOnlyList<InstanceMessage> messages)
    {
        if (messages.Count > 0)
            directory.Track(SendAsync(sender, messages));
    }

    private async Task SendAsync(string sender, IReadOnlyList<InstanceMessage> messages)
    {
        for (var attempt = 1; !directory.IsStopping; attempt++)
            try
            {
                foreach (var message in messages)
                    await SendAsync(message);
                await store.ForgetAsync(sender, messages);
                return;
            }
            catch (Exception exception)
            {
                await directory.BackOffAsync(sender, attempt, exception);
            }
    }

    private async Task SendAsync(InstanceMessage message)
    {
        if (message.IsStart)
        {
            var instance = NewInstance.From(message.Event);
            var creation = await store.CreateAsync(instance, existing => existing.IsFinished && existing.ExecutionId != instance.Head.ExecutionId);
            if (creation.IsNew)
            {
                directory.Post(message.Target, null);
                return;
            }

            if (message.Refusal(creation.Head) is not { } refusal)
                return;
            message = refusal;
        }

        if (await store.EnqueueAsync(message) is { } arrived)
            directory.Post(message.Target, arrived);
    }
}
