using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipeline.Functions.Approvals;

/// <summary>The JSON of approval links in storage.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ApprovalLink))]
internal sealed partial class ApprovalJson : JsonSerializerContext;

/// <summary>Asks for a link.</summary>
/// <param name="Subject">For whom; nobody in particular when left out (a channel's link).</param>
/// <param name="ExpiresIn">How long it shall work, for example <c>12h</c>; 3 days when left out, at most 30.</param>
internal sealed record ApprovalLinkRequest(string? Subject = null, string? ExpiresIn = null);

/// <summary>A link, told once: it is not kept in readable form.</summary>
/// <param name="Id">Names it when it is to be revoked.</param>
/// <param name="Url">Where to click.</param>
/// <param name="Subject">As whom it decides.</param>
/// <param name="ExpiresAt">When it stops working.</param>
internal sealed record ApprovalLinkIssued(string Id, string Url, string? Subject, DateTimeOffset ExpiresAt);

/// <summary>The links of a stage, without their addresses.</summary>
internal sealed record ApprovalLinkList(IReadOnlyList<ApprovalLink> Links);
