using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Pipeline.Connectors.Kubernetes.Connections.Kubeconfigs;

/// <summary>A value of a kubeconfig: a text, a list or a map. Read by events, so that depth and number are bounded whatever somebody sends.</summary>
internal sealed class KubeconfigNode
{
    private const int LongestDocument = 1024 * 1024;
    private const int MostNodes = 50_000;
    private const int DeepestNode = 32;

    private readonly Dictionary<string, KubeconfigNode> _fields = new(StringComparer.Ordinal);
    private readonly List<KubeconfigNode> _items = [];

    private KubeconfigNode(string path) => Path = path;

    /// <summary>Where it is, for example <c>users[0].user</c>.</summary>
    public string Path { get; }

    /// <summary>The text; null of lists, maps and nulls.</summary>
    public string? Value { get; private set; }

    /// <summary>The items of a list; none of anything else.</summary>
    public IReadOnlyList<KubeconfigNode> Items => _items;

    /// <summary>The field of a map; null when it has none, or it is null or empty.</summary>
    public KubeconfigNode? this[string name] => _fields.GetValueOrDefault(name) is { IsEmpty: false } field ? field : null;

    /// <summary>The text of a field; null when it has none, or it is empty.</summary>
    public string? Text(string name) => this[name]?.Value;

    /// <summary>Whether a field says true.</summary>
    public bool Flag(string name) => Text(name) is "true" or "True" or "TRUE";

    private bool IsEmpty => string.IsNullOrEmpty(Value) && _fields.Count == 0 && _items.Count == 0;

    /// <exception cref="KubernetesException">The text is no YAML. The message holds nothing of it.</exception>
    public static KubeconfigNode Read(string yaml)
    {
        if (yaml.Length > LongestDocument)
            throw Fault("it is longer than a kubeconfig can be");
        try
        {
            var parser = new Parser(new StringReader(yaml));
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
                throw Fault("it is empty");
            parser.Consume<DocumentStart>();
            var count = 0;
            return Read(parser, "", 0, ref count);
        }
        catch (YamlException exception)
        {
            throw Fault($"it is not YAML (line {exception.Start.Line}, column {exception.Start.Column})");
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            throw Fault("it is not YAML"); // the scanner's own slips on malformed text
        }
    }

    private static KubeconfigNode Read(Parser parser, string path, int depth, ref int count)
    {
        if (++count > MostNodes || depth > DeepestNode)
            throw Fault("it holds more than a kubeconfig can");
        var node = new KubeconfigNode(path);
        if (parser.TryConsume<Scalar>(out var scalar))
        {
            node.Value = scalar.Style is ScalarStyle.Plain && scalar.Value is "null" or "~" ? null : scalar.Value;
        }
        else if (parser.TryConsume<SequenceStart>(out _))
        {
            while (!parser.TryConsume<SequenceEnd>(out _))
                node._items.Add(Read(parser, $"{path}[{node._items.Count}]", depth + 1, ref count));
        }
        else if (parser.TryConsume<MappingStart>(out _))
        {
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var name = parser.Consume<Scalar>().Value;
                node._fields[name] = Read(parser, path.Length == 0 ? name : $"{path}.{name}", depth + 1, ref count);
            }
        }
        else
        {
            throw Fault("it has an alias, which kubeconfigs do without");
        }

        return node;
    }

    private static KubernetesException Fault(string what) => new(KubernetesFailure.Misconfigured, $"The kubeconfig cannot be read: {what}.");
}
