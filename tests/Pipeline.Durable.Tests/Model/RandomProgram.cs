using FsCheck;
using FsCheck.Fluent;

namespace Pipeline.Durable.Tests.Model;

/// <summary>A small orchestration made up by the test: what it does is decided by its shape alone.</summary>
internal abstract record RandomProgram
{
    public static Gen<RandomProgram> Gen { get; } = FsCheck.Fluent.Gen.Sized(size => Sized(Math.Min(size, 12)));

    /// <summary>Runs the program and gives a text that depends on every result and on the order they came in.</summary>
    public abstract Task<string> RunAsync(TaskOrchestrationContext context);

    private static Gen<RandomProgram> Sized(int size)
    {
        var name = FsCheck.Fluent.Gen.Elements("a", "b", "c");
        var leaf = FsCheck.Fluent.Gen.OneOf(
            name.Select(RandomProgram (n) => new Activity(n)),
            FsCheck.Fluent.Gen.Choose(1, 20 * 24).Select(RandomProgram (hours) => new Timer(hours)),
            name.Select(RandomProgram (n) => new Event(n)),
            name.Zip(FsCheck.Fluent.Gen.Choose(1, 48), RandomProgram (n, hours) => new EventInTime(n, hours)),
            name.Select(RandomProgram (n) => new Child(n)),
            name.Select(RandomProgram (n) => new Retried(n)),
            name.Select(RandomProgram (n) => new Told(n)));
        if (size <= 1)
            return leaf;
        var several = FsCheck.Fluent.Gen.Choose(1, 3).SelectMany(count => Sized(size / 3).ArrayOf(count));
        return FsCheck.Fluent.Gen.Frequency(
            (2, leaf),
            (3, several.Select(RandomProgram (parts) => new Sequence(parts))),
            (2, several.Select(RandomProgram (parts) => new All(parts))),
            (2, several.Select(RandomProgram (parts) => new Any(parts))));
    }

    public sealed record Activity(string Name) : RandomProgram
    {
        public override async Task<string> RunAsync(TaskOrchestrationContext context)
        {
            try
            {
                return await context.CallActivityAsync<string>(Name);
            }
            catch (TaskFailedException failure)
            {
                return $"!{failure.TaskId}";
            }
        }
    }

    public sealed record Retried(string Name) : RandomProgram
    {
        public override async Task<string> RunAsync(TaskOrchestrationContext context)
        {
            try
            {
                return await context.CallActivityAsync<string>(
                    Name, options: TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMinutes(1), 2)));
            }
            catch (TaskFailedException failure)
            {
                return $"!!{failure.TaskId}";
            }
        }
    }

    public sealed record Child(string Name) : RandomProgram
    {
        public override Task<string> RunAsync(TaskOrchestrationContext context) => context.CallSubOrchestratorAsync<string>(Name);
    }

    public sealed record Timer(int Hours) : RandomProgram
    {
        public override async Task<string> RunAsync(TaskOrchestrationContext context)
        {
            await context.CreateTimer(TimeSpan.FromHours(Hours), CancellationToken.None);
            return $"@{context.NewGuid():N}";
        }
    }

    public sealed record Event(string Name) : RandomProgram
    {
        public override Task<string> RunAsync(TaskOrchestrationContext context) => context.WaitForExternalEvent<string>(Name);
    }

    public sealed record EventInTime(string Name, int Hours) : RandomProgram
    {
        public override async Task<string> RunAsync(TaskOrchestrationContext context)
        {
            try
            {
                return await context.WaitForExternalEvent<string>(Name, TimeSpan.FromHours(Hours));
            }
            catch (TaskCanceledException)
            {
                return "late";
            }
        }
    }

    public sealed record Told(string Name) : RandomProgram
    {
        public override Task<string> RunAsync(TaskOrchestrationContext context)
        {
            context.SendEvent("somebody", Name, context.CurrentUtcDateTime);
            context.SetCustomStatus(Name);
            return Task.FromResult(Name);
        }
    }

    public sealed record Sequence(RandomProgram[] Parts) : RandomProgram
    {
        public override async Task<string> RunAsync(TaskOrchestrationContext context)
        {
            var text = "";
            foreach (var part in Parts)
            {
                text += await part.RunAsync(context) + ";";
                await Task.Yield();
            }
            return text;
        }
    }

    public sealed record All(RandomProgram[] Parts) : RandomProgram
    {
        public override async Task<string> RunAsync(TaskOrchestrationContext context)
        {
            var order = new List<int>();
            var texts = await Task.WhenAll(Parts.Select(async (part, index) =>
            {
                var text = await part.RunAsync(context);
                order.Add(index);
                return text;
            }));
            return $"[{string.Join(',', texts)}|{string.Join(',', order)}]";
        }
    }

    public sealed record Any(RandomProgram[] Parts) : RandomProgram
    {
        public override async Task<string> RunAsync(TaskOrchestrationContext context) =>
            await await Task.WhenAny(Parts.Select(part => part.RunAsync(context)));
    }
}
