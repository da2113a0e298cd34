using Pipeline.Infrastructure.Tests.Bicep;

[assembly: AssemblyFixture(typeof(Templates))]
