using Pipeline.Connectors.Http;

namespace Pipeline.Connectors.Notifications;

/// <summary>What a call without an answer means for the message.</summary>
internal static class OutboundDelivery
{
    /// <summary>Explains an exception; null when it is none of a call's own. Their messages name hosts and addresses and nothing else of a URL.</summary>
    public static NotificationDelivery? Explain(Exception exception) => exception switch
    {
        // What the rules or a certificate forbid stays so until someone changes a setting.
        AddressRefusedException or OutboundCallException { Failure: OutboundFailure.NotTrusted } => new NotificationDelivery.Refused(exception.Message),
        OutboundCallException => new NotificationDelivery.Retry(exception.Message),
        _ => null,
    };
}
