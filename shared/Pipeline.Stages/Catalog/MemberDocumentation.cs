using System.Collections.Frozen;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Pipeline.Stages.Catalog;

/// <summary>What the code's own documentation says of types and properties: the XML file that the compiler writes beside the assembly.</summary>
internal sealed partial class MemberDocumentation
{
    private readonly FrozenDictionary<string, string> summaries;

    private MemberDocumentation(FrozenDictionary<string, string> summaries) => this.summaries = summaries;

    /// <summary>Reads an assembly's file; one that is missing documents nothing.</summary>
    public static MemberDocumentation Of(Assembly assembly)
    {
        var path = Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml");
        return new(!File.Exists(path)
            ? FrozenDictionary<string, string>.Empty
            : XDocument.Load(path).Descendants("member")
                .Where(member => member.Element("summary") is not null)
                .ToFrozenDictionary(member => member.Attribute("name")!.Value, member => TextOf(member.Element("summary")!), StringComparer.Ordinal));
    }

    /// <summary>A type's summary as one line of plain text; null when there is none.</summary>
    public string? Of(Type type) => summaries.GetValueOrDefault($"T:{type.FullName}");

    /// <summary>A property's summary as one line of plain text; null when there is none.</summary>
    public string? Of(PropertyInfo property) => summaries.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}");

    private static string TextOf(XElement summary) => Spaces().Replace(string.Concat(summary.DescendantNodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { IsEmpty: true } reference when reference.Attribute("cref") is { } cref => cref.Value[(cref.Value.LastIndexOf('.') + 1)..],
        _ => "",
    })), " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
