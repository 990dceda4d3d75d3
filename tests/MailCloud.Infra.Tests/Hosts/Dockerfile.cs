namespace MailCloud.Infra.Tests.Hosts;

/// <summary>The recipe of the listener's image, an instruction a line.</summary>
internal static class Dockerfile
{
    /// <summary>By the instruction's name, in their order.</summary>
    public static ILookup<string, string> Instructions { get; } =
        Checkout
            .Read("Dockerfile")
            .Split('\n')
            .Where(line => line.Length > 0 && !line.StartsWith('#'))
            .Select(line => line.Split(' ', 2))
            .ToLookup(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    /// <summary>What it copies from the checkout.</summary>
    public static IReadOnlyList<string> Sources { get; } =
    [
        .. Instructions["COPY"]
            .Where(line => !line.StartsWith("--from", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ')[..^1])
            .Select(source => source.TrimEnd('/')),
    ];
}
