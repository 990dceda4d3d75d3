using BenchmarkDotNet.Running;
using MailCloud.Benchmarks.Search;
using MailCloud.Benchmarks.Spam;

if (args is ["spam", .. var rest])
    SpamBenchmark.Run(rest);
else if (args is ["search", .. var others])
    await SearchBenchmark.RunAsync(others);
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
