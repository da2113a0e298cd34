using Pipeline.Definitions.Expressions.Evaluation;

namespace Pipeline.Definitions.Expressions.Functions;

/// <summary>Reads what a URL answers. The caller of the evaluation fetches it, under its own rules of where calls may go.</summary>
internal static class UrlFunctions
{
    public static Callables All { get; } = new()
    {
        { "fromUrl", 1, TextAt },
        { "jsonFromUrl", 1, call => DocumentFunctions.ReadJson(call, TextAt(call)) },
        { "yamlFromUrl", 1, call => YamlReading.Read(call, TextAt(call)) },
        { "propertiesFromUrl", 1, call => PropertiesReading.Read(call, TextAt(call)) },
    };

    private static string TextAt(Call call)
    {
        var url = call.Text(0);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw call.Fail("the URL must be complete and begin with http:// or https://.");
        if (address.UserInfo.Length > 0)
            throw call.Fail("the URL must not hold a password; use feature.webhook, whose headers may hold a secret.");
        var text = call.Context.Ask(new(ExpressionLookupKind.UrlText, url)).Value ?? "";
        call.Context.CheckText(text.Length);
        return text;
    }
}
