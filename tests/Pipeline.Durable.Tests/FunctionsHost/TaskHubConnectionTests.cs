using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Durable.Client;
using Pipeline.Durable.FunctionsHost.Client;
using Pipeline.Durable.Protocol;
using Pipeline.Durable.Serialization;
using Pipeline.Durable.Tests.Behaviour;
using Pipeline.Testing;

namespace Pipeline.Durable.Tests.FunctionsHost;

/// <summary>The calls of the durable client, against a service that answers as the test says.</summary>
public sealed class TaskHubConnectionTests : IAsyncDisposable
{
    private readonly Answers _answers = new();
    private readonly List<WebApplication> _services = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_address_is_learned_again_when_nobody_answers_at_the_known_one()
    {
        var gone = new DurableClientBinding("hub", null, new Uri($"http://127.0.0.1:{FreePort.Next()}"));
        var address = new Addresses(gone, await ServeAsync());
        using var connection = new TaskHubConnection(address);

        await Client(connection).RaiseEventAsync("i", "go", "x", Cancellation);

        Assert.Equal([null, gone], address.Failed);
        Assert.Equal("i", Assert.Single(_answers.Raised).InstanceId);
    }

    [Fact]
    public async Task An_unavailable_service_is_asked_again_and_then_given_up()
    {
        _answers.Raise = static _ => throw new RpcException(new Status(StatusCode.Unavailable, "starting"));
        using var connection = new TaskHubConnection(new Addresses(await ServeAsync()), attempts: 2);

        await Assert.ThrowsAsync<TaskHubUnavailableException>(() => Client(connection).RaiseEventAsync("i", "go", null, Cancellation));

        Assert.Equal(3, _answers.Raised.Count);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("Storage", true)]
    public async Task The_hub_is_named_and_the_connection_when_there_is_one(string? connectionName, bool named)
    {
        using var connection = new TaskHubConnection(new Addresses(await ServeAsync() with { ConnectionName = connectionName }));

        await Client(connection).RaiseEventAsync("i", "go", null, Cancellation);

        Assert.Equal("hub", _answers.Headers!.GetValue("Durable-TaskHub"));
        Assert.Equal(named, _answers.Headers!.Get("Durable-ConnectionName") is not null);
    }

    [Fact]
    public async Task A_refused_start_is_an_instance_that_is_there_and_no_ended_one_is_replaced()
    {
        _answers.Start = static request => throw new RpcException(new Status(StatusCode.AlreadyExists, request.InstanceId));
        using var connection = new TaskHubConnection(new Addresses(await ServeAsync()));

        var refused = await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => Client(connection).ScheduleNewOrchestrationInstanceAsync("o", null, new StartOrchestrationOptions("i"), Cancellation));

        Assert.Equal("i", refused.InstanceId);
        Assert.Empty(_answers.Started!.OrchestrationIdReusePolicy.ReplaceableStatus);
    }

    [Theory]
    [InlineData(StatusCode.NotFound)]
    [InlineData(StatusCode.Unknown)]
    [InlineData(StatusCode.InvalidArgument)]
    public async Task A_refused_event_is_an_instance_that_is_not_there_when_it_is_not(StatusCode refusal)
    {
        _answers.Raise = _ => throw new RpcException(new Status(refusal, "no"));
        using var connection = new TaskHubConnection(new Addresses(await ServeAsync()));

        await Assert.ThrowsAsync<OrchestrationNotFoundException>(() => Client(connection).RaiseEventAsync("i", "go", null, Cancellation));
    }

    [Fact]
    public async Task A_refused_event_to_an_ended_instance_is_dropped()
    {
        _answers.Raise = static _ => throw new RpcException(new Status(StatusCode.FailedPrecondition, "no"));
        _answers.State = new OrchestrationState { InstanceId = "i", Name = "o", OrchestrationStatus = OrchestrationStatus.Completed };
        using var connection = new TaskHubConnection(new Addresses(await ServeAsync()));

        await Client(connection).RaiseEventAsync("i", "go", null, Cancellation);
    }

    [Fact]
    public async Task An_event_to_an_instance_that_appeared_after_the_refusal_was_lost_with_a_server_error()
    {
        var refusals = 1;
        _answers.Raise = _ => refusals-- > 0 ? throw new RpcException(new Status(StatusCode.NotFound, "not there")) : new RaiseEventResponse();
        _answers.State = new OrchestrationState { InstanceId = "i", Name = "o", OrchestrationStatus = OrchestrationStatus.Running };
        using var connection = new TaskHubConnection(new Addresses(await ServeAsync()));

        await Client(connection).RaiseEventAsync("i", "go", null, Cancellation);

        Assert.Equal(2, _answers.Raised.Count);
    }

    [Fact]
    public async Task Resuming_is_tried_again_until_the_suspension_shows()
    {
        var refusals = 3;
        _answers.Resume = _ => refusals-- > 0 ? throw new RpcException(new Status(StatusCode.FailedPrecondition, "not suspended")) : new ResumeResponse();
        _answers.State = new OrchestrationState { InstanceId = "i", Name = "o", OrchestrationStatus = OrchestrationStatus.Running };
        using var connection = new TaskHubConnection(new Addresses(await ServeAsync()));

        await Client(connection).ResumeInstanceAsync("i", null, Cancellation);

        Assert.Equal(-1, refusals);
    }

    [Fact]
    public async Task A_failure_without_details_is_read_from_the_output()
    {
        _answers.State = new OrchestrationState
        {
            InstanceId = "i",
            Name = "o",
            OrchestrationStatus = OrchestrationStatus.Failed,
            Output = "System.TimeoutException: too slow: really",
            CustomStatus = "null",
        };
        using var connection = new TaskHubConnection(new Addresses(await ServeAsync()));

        var state = await Client(connection).GetInstanceAsync("i", getInputsAndOutputs: true, Cancellation);

        Assert.Equal(("System.TimeoutException", "too slow: really"), (state!.FailureDetails!.ErrorType, state.FailureDetails.ErrorMessage));
        Assert.Null(state.SerializedCustomStatus);
    }

    [Fact]
    public async Task What_the_extension_itself_says_of_a_failure_is_its_message()
    {
        _answers.State = new OrchestrationState
        {
            InstanceId = "i",
            Name = "o",
            OrchestrationStatus = OrchestrationStatus.Failed,
            Output = """{"message":"Function 'o' failed with an unhandled exception.","details":"System.Exception: at …"}""",
        };
        using var connection = new TaskHubConnection(new Addresses(await ServeAsync()));

        var state = await Client(connection).GetInstanceAsync("i", getInputsAndOutputs: true, Cancellation);

        Assert.Equal("Function 'o' failed with an unhandled exception.", state!.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_ends_at_once()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _answers.Wait = async token =>
        {
            reached.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        };
        _answers.State = new OrchestrationState { InstanceId = "i", Name = "o", OrchestrationStatus = OrchestrationStatus.Running };
        using var connection = new TaskHubConnection(new Addresses(await ServeAsync()));
        using var cancel = new CancellationTokenSource();

        var waiting = Client(connection).WaitForInstanceCompletionAsync("i", cancellation: cancel.Token);
        await reached.Task.WaitAsync(Cancellation);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"taskHubName":"hub"}""")]
    [InlineData("""{"taskHubName":"hub","rpcBaseUrl":"/relative"}""")]
    [InlineData("""{"taskHubName":"hub","rpcBaseUrl":"https://127.0.0.1:1"}""")]
    [InlineData("""{"rpcBaseUrl":"http://127.0.0.1:1"}""")]
    public void A_binding_without_an_address_is_refused_with_what_to_check(string? value) =>
        Assert.Contains("FUNCTIONS_WORKER_RUNTIME", Assert.Throws<FormatException>(() => DurableClientBinding.Parse(value)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_recorded_binding_is_read()
    {
        var binding = DurableClientBinding.Parse("""{"taskHubName":"BenchHub","connectionName":null,"creationUrls":null,"requiredQueryStringParameters":"code=x","rpcBaseUrl":"http://127.0.0.1:39551","maxGrpcMessageSizeInBytes":4194304,"grpcHttpClientTimeout":"\"00:01:40\""}""");

        Assert.Equal(new DurableClientBinding("BenchHub", null, new Uri("http://127.0.0.1:39551")), binding);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
        {
            await service.StopAsync(new CancellationToken(canceled: true));
            await service.DisposeAsync();
        }
    }

    private static FunctionsDurableTaskClient Client(TaskHubConnection connection) => new(connection, new DurableTaskRegistry(), new JsonDataConverter(BehaviourJsonContext.Default));

    private async Task<DurableClientBinding> ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(_answers);
        builder.Services.AddGrpc();
        var application = builder.Build();
        application.MapGrpcService<Service>();
        await application.StartAsync(Cancellation);
        _services.Add(application);
        return new DurableClientBinding("hub", null, new Uri(application.Urls.Single()));
    }

    private sealed class Addresses(params DurableClientBinding[] known) : ITaskHubAddress
    {
        public List<DurableClientBinding?> Failed { get; } = [];

        public ValueTask<DurableClientBinding?> FindAsync(DurableClientBinding? failed, CancellationToken cancellationToken)
        {
            Failed.Add(failed);
            return new(known[Math.Min(Failed.Count, known.Length) - 1]);
        }
    }

    private sealed class Answers
    {
        public List<RaiseEventRequest> Raised { get; } = [];

        public CreateInstanceRequest? Started { get; set; }

        public Metadata? Headers { get; set; }

        public OrchestrationState? State { get; set; }

        public Func<RaiseEventRequest, RaiseEventResponse> Raise { get; set; } = static _ => new();

        public Func<ResumeRequest, ResumeResponse> Resume { get; set; } = static _ => new();

        public Func<CreateInstanceRequest, CreateInstanceResponse> Start { get; set; } = static request => new() { InstanceId = request.InstanceId };

        public Func<CancellationToken, Task> Wait { get; set; } = static _ => Task.CompletedTask;
    }

    private sealed class Service(Answers answers) : TaskHubSidecarService.TaskHubSidecarServiceBase
    {
        public override Task<CreateInstanceResponse> StartInstance(CreateInstanceRequest request, ServerCallContext context)
        {
            answers.Started = request;
            return Task.FromResult(answers.Start(request));
        }

        public override Task<RaiseEventResponse> RaiseEvent(RaiseEventRequest request, ServerCallContext context)
        {
            answers.Raised.Add(request);
            answers.Headers = context.RequestHeaders;
            return Task.FromResult(answers.Raise(request));
        }

        public override Task<ResumeResponse> ResumeInstance(ResumeRequest request, ServerCallContext context) => Task.FromResult(answers.Resume(request));

        public override Task<GetInstanceResponse> GetInstance(GetInstanceRequest request, ServerCallContext context) =>
            Task.FromResult(answers.State is { } state ? new GetInstanceResponse { Exists = true, OrchestrationState = state } : new GetInstanceResponse());

        public override async Task<GetInstanceResponse> WaitForInstanceCompletion(GetInstanceRequest request, ServerCallContext context)
        {
            await answers.Wait(context.CancellationToken);
            return new GetInstanceResponse { Exists = true, OrchestrationState = answers.State };
        }
    }
}
