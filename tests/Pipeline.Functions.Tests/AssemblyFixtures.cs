using Pipeline.Testing.Servers;

[assembly: AssemblyFixture(typeof(AzuriteServer))]
