using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pipeline.Infrastructure.Tests.Bicep;

namespace Pipeline.Infrastructure.Tests;

public sealed partial class ModuleTests(Templates templates)
{
    [Fact]
    public async Task Every_module_gets_the_parameters_that_it_declares()
    {
        foreach (var (name, module) in await ModulesAsync())
        {
            var declared = module["properties"]!["template"]!["parameters"]!.AsObject();
            var given = module["properties"]!["parameters"]!.AsObject();

            Assert.True(
                declared.Select(parameter => parameter.Key).ToHashSet().SetEquals(given.Select(parameter => parameter.Key)),
                $"{name}: declared {string.Join(", ", declared.Select(parameter => parameter.Key))}; given {string.Join(", ", given.Select(parameter => parameter.Key))}");
        }
    }

    [Fact]
    public async Task Every_output_of_a_module_is_used_and_every_use_has_an_output()
    {
        var modules = await ModulesAsync();
        var declared = modules
            .SelectMany(module => (module.Value["properties"]!["template"]!["outputs"]?.AsObject() ?? []).Select(output => $"{module.Key}.{output.Key}"))
            .ToHashSet();
        var used = OutputUse().Matches(Texts(await templates.CompileAsync()))
            .Select(match => $"{match.Groups["module"].Value}.{match.Groups["output"].Value}")
            .ToHashSet();

        Assert.NotEmpty(declared);
        Assert.Equal(declared.Order(), used.Order());
    }

    [Fact]
    public async Task Every_file_of_the_modules_is_used()
    {
        var source = string.Concat(Directory.EnumerateFiles(Templates.Source, "*.bicep", SearchOption.AllDirectories).Select(File.ReadAllText));

        Assert.All(
            Directory.EnumerateFiles(Path.Combine(Templates.Source, "modules")).Select(Path.GetFileName),
            file => Assert.Matches($"['/]{Regex.Escape(file!)}'", source));
        Assert.NotEmpty(await ModulesAsync());
    }

    [Theory]
    [InlineData("monitoring", "identity")]
    [InlineData("storage", "identity,monitoring")]
    [InlineData("vault", "identity,monitoring")]
    [InlineData("scheduler", "identity")]
    [InlineData("endpoints", "appNetwork,scheduler,storage,vault")]
    [InlineData("functionApp", "appNetwork,endpoints,identity,monitoring,scheduler,storage,vault")]
    [InlineData("appPrivateEndpoint", "appNetwork,functionApp")]
    [InlineData("authentication", "functionApp")]
    [InlineData("alerts", "monitoring,storage")]
    [InlineData("clusterRole", "identity")]
    [InlineData("peeringOut", "appNetwork")]
    [InlineData("peeringBack", "appNetwork")]
    [InlineData("clusterNames", "appNetwork")]
    public async Task A_module_comes_after_what_it_refers_to(string module, string needed)
    {
        var modules = await ModulesAsync();
        var before = new HashSet<string>();
        var open = new Queue<string>([module]);
        while (open.TryDequeue(out var name))
        {
            foreach (var dependency in modules[name]["dependsOn"]?.AsArray().Select(dependency => dependency!.ToString()) ?? [])
            {
                // Nothing waits by way of a module that may be left out.
                if (before.Add(dependency) && modules[dependency]["condition"] is null && modules[dependency]["copy"] is null)
                    open.Enqueue(dependency);
            }
        }

        Assert.Superset(needed.Split(',').ToHashSet(), before);
    }

    private async Task<IReadOnlyDictionary<string, JsonObject>> ModulesAsync() => (await templates.CompileAsync())["resources"]!.AsObject()
        .Where(resource => resource.Value!["type"]!.GetValue<string>() == "Microsoft.Resources/deployments")
        .ToDictionary(resource => resource.Key, resource => resource.Value!.AsObject());

    /// <summary>Everything that is written in the template, without what is inside its modules.</summary>
    private static string Texts(JsonNode? node) => node switch
    {
        null => "",
        JsonObject values => string.Join('\n', values.Where(pair => pair.Key != "template").Select(pair => Texts(pair.Value))),
        JsonArray items => string.Join('\n', items.Select(Texts)),
        _ => node.ToString(),
    };

    [GeneratedRegex(@"reference\('(?<module>\w+)'\)\.outputs\.(?<output>\w+)\.value")]
    private static partial Regex OutputUse();
}
