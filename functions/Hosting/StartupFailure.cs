using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Pipeline.Storage;
using Pipeline.Storage.Azure;
using Pipeline.Storage.Embedded;

namespace Pipeline.Functions.Hosting;

/// <summary>Puts the reasons why a server cannot start into one line each.</summary>
internal static class StartupFailure
{
    /// <summary>The line; null for an exception that is no known reason.</summary>
    public static string? Explain(Exception exception) => exception switch
    {
        StartupException or DataFolderException or StorageAccountInUseException => OneLine(exception.Message),
        IOException { InnerException: AddressInUseException } => $"{OneLine(exception.Message)} Stop the other program or choose another port with --urls http://localhost:7072.",
        SocketException { SocketErrorCode: SocketError.AccessDenied } => "The port may not be opened by this user. Choose one above 1023 with --urls http://localhost:7071.",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => "The address of --urls does not belong to this machine. Choose another, for example http://localhost:7071.",
        FormatException or StorageException => $"The storage cannot be opened. {OneLine(exception.Message)} Check AzureWebJobsStorage and --data.",
        _ => null,
    };

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").TrimEnd('.', ' ') + ".";
}
