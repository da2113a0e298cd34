using System.Text;
using System.Text.Json.Nodes;

namespace Pipeline.Functions.Tests.Access.AppService;

/// <summary>Headers as App Service authentication writes them.</summary>
internal static class Principals
{
    public const string NameType = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress";
    public const string RoleType = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role";

    /// <summary>Somebody whom Microsoft Entra ID knows.</summary>
    public static string EntraId(string name, params string[] roles) =>
        Header("aad", [("preferred_username", name), .. roles.Select(role => ("roles", role))]);

    public static string Header(string provider, params (string Type, string Value)[] claims) => Encode(new JsonObject
    {
        ["auth_typ"] = provider,
        ["name_typ"] = NameType,
        ["role_typ"] = RoleType,
        ["claims"] = new JsonArray([.. claims.Select(claim => (JsonNode)new JsonObject { ["typ"] = claim.Type, ["val"] = claim.Value })]),
    }.ToJsonString());

    public static string Encode(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json));
}
