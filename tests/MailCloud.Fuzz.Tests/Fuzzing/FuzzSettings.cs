using System.Globalization;

namespace MailCloud.Fuzz.Tests.Fuzzing;

/// <summary>How long is fuzzed and where it begins: by environment variables, so that a night's run needs no other program than a test run does.</summary>
internal static class FuzzSettings
{
    /// <summary><c>MAILCLOUD_FUZZ_SECONDS</c>, for each target.</summary>
    public static TimeSpan Time { get; } =
        TimeSpan.FromSeconds(double.Parse(Variable("MAILCLOUD_FUZZ_SECONDS") ?? "60", CultureInfo.InvariantCulture));

    /// <summary><c>MAILCLOUD_FUZZ_SEED</c>: a number, or <c>random</c>. Without it every run tries the same inputs, as far as it gets, so that a change is to blame when one fails.</summary>
    public static int Seed { get; } =
        Variable("MAILCLOUD_FUZZ_SEED") switch
        {
            null => 1,
            "random" => Random.Shared.Next(),
            var number => int.Parse(number, CultureInfo.InvariantCulture),
        };

    /// <summary><c>MAILCLOUD_FUZZ_ONLY</c>: targets whose name has this in it.</summary>
    public static string Only { get; } = Variable("MAILCLOUD_FUZZ_ONLY") ?? "";

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
