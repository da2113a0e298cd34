using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Pipeline.Stages.Catalog;

/// <summary>What the code's own documentation says of types and members: the XML file that the compiler writes beside the assembly.</summary>
internal sealed partial class MemberDocumentation
{
    private readonly FrozenDictionary<string, XElement> members;

    private MemberDocumentation(FrozenDictionary<string, XElement> members) => this.members = members;

    /// <summary>Reads the files of assemblies; one that is missing documents nothing.</summary>
    public static MemberDocumentation Of(params IEnumerable<Assembly> assemblies) => new(assemblies
        .Select(assembly => Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml"))
        .Where(File.Exists)
        .SelectMany(path => XDocument.Load(path).Descendants("member"))
        .DistinctBy(member => member.Attribute("name")!.Value) // what generators make is in each of them
        .ToFrozenDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal));

    /// <summary>A type's summary as one line, code in backticks; null when there is none.</summary>
    public string? Of(Type type) => Summary($"T:{type.FullName}");

    /// <summary>A property's summary as one line, code in backticks; null when there is none.</summary>
    public string? Of(PropertyInfo property) => Summary($"P:{property.DeclaringType!.FullName}.{property.Name}");

    /// <summary>The summary of an enumeration's member as one line, code in backticks; null when there is none.</summary>
    public string? Of(FieldInfo field) => Summary($"F:{field.DeclaringType!.FullName}.{field.Name}");

    /// <summary>The code of a type's example, its lines as far to the left as they go; null when there is none.</summary>
    public string? ExampleOf(Type type)
    {
        if (members.GetValueOrDefault($"T:{type.FullName}")?.Element("example")?.Element("code")?.Value is not { } code)
            return null;
        var lines = code.ReplaceLineEndings("\n").Trim('\n').TrimEnd().Split('\n');
        var indent = lines.Where(line => line.Trim().Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length > indent ? line[indent..] : ""));
    }

    private string? Summary(string member) => members.GetValueOrDefault(member)?.Element("summary") is { } summary
        ? Spaces().Replace(string.Concat(summary.Nodes().Select(TextOf)), " ").Trim()
        : null;

    private static string TextOf(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement reference when reference.Attribute("cref") is { } cref => NameOf(cref.Value),
        XElement element => element.Value,
        _ => "",
    };

    /// <summary>A property as documents spell it; any other member by its own name.</summary>
    private static string NameOf(string cref)
    {
        var name = cref[(cref.LastIndexOf('.') + 1)..];
        return cref.StartsWith("P:", StringComparison.Ordinal) ? $"`{JsonNamingPolicy.CamelCase.ConvertName(name)}`" : name;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
