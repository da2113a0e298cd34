namespace Pipeline.Durable.Serialization;

/// <summary>An input, a result or an event could not be written or read.</summary>
/// <param name="message">What could not be converted and what to do.</param>
/// <param name="cause">The serializer's own error.</param>
public sealed class DataConversionException(string message, Exception? cause = null) : Exception(message, cause), INonRetriableFailure;
