using MailCloud.Interop.Tests;

[assembly: AssemblyFixture(typeof(SharedProcess))]
// The tests load the machine as clients do; two at once would wait for each other.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
