using System.Globalization;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Pipeline.Simulators.FunctionsHost.Functions;
using Pipeline.Simulators.FunctionsHost.Handlers;

namespace Pipeline.Simulators.FunctionsHost.Triggers;

/// <summary>
/// Fires a function for each message of a queue (base64 text). A message whose function failed comes again; after five times it goes to the
/// poison queue.
/// </summary>
internal static class QueueTrigger
{
    private const int MaxDequeueCount = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static async Task RunAsync(FunctionFolder function, string account, TimeSpan visibilityTimeout, FunctionInvoker invoker, CancellationToken stopping)
    {
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 };
        var queue = new QueueClient(account, function.Trigger.QueueName, options);
        var poison = new QueueClient(account, function.Trigger.QueueName + "-poison", options);
        try
        {
            await queue.CreateIfNotExistsAsync(cancellationToken: stopping);
            while (true)
            {
                var messages = await queue.ReceiveMessagesAsync(16, TimeSpan.FromMinutes(10), stopping);
                await Task.WhenAll(messages.Value.Select(message => HandleAsync(message, function, queue, poison, visibilityTimeout, invoker, stopping)));
                if (messages.Value.Length == 0)
                    await Task.Delay(Pause, stopping);
            }
        }
        catch (Exception exception) when (stopping.IsCancellationRequested && exception is OperationCanceledException or RequestFailedException or AggregateException)
        {
        }
    }

    private static async Task HandleAsync(
        QueueMessage message,
        FunctionFolder function,
        QueueClient queue,
        QueueClient poison,
        TimeSpan visibilityTimeout,
        FunctionInvoker invoker,
        CancellationToken stopping)
    {
        try
        {
            await invoker.InvokeAsync(
                function,
                call => call
                    .WithPlainMetadata("DequeueCount", message.DequeueCount.ToString(CultureInfo.InvariantCulture))
                    .WithMetadata("Id", message.MessageId)
                    .WithPlainMetadata("InsertionTime", message.InsertedOn?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture))
                    .WithMessage(function.Trigger.Name, message.MessageText),
                stopping);
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, stopping);
        }
        catch (Exception exception) when (exception is InvocationFailedException or HandlerUnreachableException)
        {
            if (message.DequeueCount < MaxDequeueCount)
            {
                await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, message.MessageText, visibilityTimeout, stopping);
                return;
            }

            await poison.CreateIfNotExistsAsync(cancellationToken: stopping);
            await poison.SendMessageAsync(message.MessageText, stopping);
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, stopping);
        }
    }
}
