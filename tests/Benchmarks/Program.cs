using BenchmarkDotNet.Running;
using MailCloud.Benchmarks.Spam;

if (args is ["spam", .. var rest])
    SpamBenchmark.Run(rest);
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
